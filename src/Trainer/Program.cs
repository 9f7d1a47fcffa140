using Tandem.Gateway;
using Tandem.Trainer;

return await GatewayHost.RunAsync(args, static builder => builder.AddTorchEngine());
