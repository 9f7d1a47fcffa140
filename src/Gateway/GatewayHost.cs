using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Tandem.Domain;
using Tandem.Silo;

namespace Tandem.Gateway;

/// <summary>Runs a process of Tandem from its configuration.</summary>
public static class GatewayHost
{
    /// <summary>Until it is told to stop.</summary>
    /// <param name="configure">Adds what the host brings, before everything else.</param>
    /// <returns>The exit status: 0, or 1 when it could not start for a reason that it says on standard error.</returns>
    public static async Task<int> RunAsync(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        try
        {
            WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
            configure?.Invoke(builder);
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
        catch (IOException error) when (error.InnerException is AddressInUseException)
        {
            await Console.Error.WriteLineAsync($"{error.Message} Is another node running? Stop it, or choose another address with ASPNETCORE_URLS.");
            return 1;
        }
    }
}
