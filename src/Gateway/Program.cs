using Microsoft.Extensions.Options;
using Tandem.Domain;
using Tandem.Gateway;
using Tandem.Silo;

try
{
    WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
    TandemOptions node = builder.AddTandemNode();
    builder.AddTandemGateway(node);
    WebApplication app = builder.Build();
    app.UseTandemGateway();
    await app.RunAsync();
    return 0;
}
catch (Exception error) when (error is TandemException or OptionsValidationException)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 1;
}
