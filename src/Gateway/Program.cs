using Tandem.Gateway;

return await GatewayHost.RunAsync(args);
