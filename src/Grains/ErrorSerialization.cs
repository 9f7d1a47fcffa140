using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Tandem.Grains;

/// <summary>Tandem's own errors keep their type from silo to silo and to a client, so that whoever called can tell an outage from a fault.</summary>
public static class ErrorSerialization
{
    /// <summary>Namespaces of our errors, and of those inside them that come from libraries of the stores. .NET's and Azure's are allowed anyway.</summary>
    private static readonly string[] Namespaces = ["Tandem", "StackExchange.Redis", "Polly"];

    /// <summary>Adds it. A second call changes nothing.</summary>
    public static IServiceCollection AddTandemErrors(this IServiceCollection services) =>
        services.Configure<ExceptionSerializationOptions>(static options => options.SupportedNamespacePrefixes.UnionWith(Namespaces));
}
