using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Tandem.Grains;

/// <summary>Tandem's own errors keep their type from silo to silo and to a client, so that whoever called can tell an outage from a fault.</summary>
public static class ErrorSerialization
{
    private const string Prefix = "Tandem";

    /// <summary>Adds it. A second call changes nothing.</summary>
    public static IServiceCollection AddTandemErrors(this IServiceCollection services) =>
        services.Configure<ExceptionSerializationOptions>(static options => options.SupportedNamespacePrefixes.Add(Prefix));
}
