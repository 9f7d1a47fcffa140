using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Tandem.Domain;
using Tandem.Silo.Cluster;

namespace Tandem.Silo;

/// <summary>Adds what a process is by its options.</summary>
public static class NodeRegistration
{
    /// <summary>
    /// Adds a silo, in cluster mode one of many or only a client of them. Options come from the section <c>Tandem</c> and are checked when
    /// the host starts.
    /// </summary>
    /// <returns>What this process is.</returns>
    /// <exception cref="TandemException">A value of the section cannot be read.</exception>
    public static TandemOptions AddTandemNode(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        TandemOptions options = Read(builder.Configuration);
        if (options.Mode == TandemMode.Embedded)
            builder.AddTandemSilo();
        else if ((options.Roles & (TandemRoles.Serve | TandemRoles.Train)) != 0)
            builder.AddClusterSilo(options);
        else
            builder.AddClusterClient(options);

        return options;
    }

    private static TandemOptions Read(IConfiguration configuration)
    {
        try
        {
            return configuration.GetSection(TandemOptions.Section).Get<TandemOptions>() ?? new TandemOptions();
        }
        catch (InvalidOperationException error)
        {
            throw new TandemException($"{error.Message} Tandem:Mode is Embedded or Cluster, Tandem:Roles some of serve,train,gateway.", error);
        }
    }
}
