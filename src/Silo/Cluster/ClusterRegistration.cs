using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Dashboard;
using StackExchange.Redis;
using Tandem.Domain;
using Tandem.Grains;
using Tandem.Grains.Streaming;
using Tandem.Grains.Training;
using Tandem.Storage.Redis;

namespace Tandem.Silo.Cluster;

/// <summary>The composition roots of a process in a cluster: a silo, or a client of the silos.</summary>
internal static class ClusterRegistration
{
    private const string ServiceId = "tandem";

    /// <summary>A silo with the roles that the options say.</summary>
    public static void AddClusterSilo(this IHostApplicationBuilder builder, TandemOptions options)
    {
        SiloRegistration.AddOptions(builder.Services);
        ClusterNodeOptions node = AddNode(builder, options);
        builder.UseOrleans(silo =>
        {
            silo.UseRedisClustering(redis => redis.ConfigurationOptions = Membership(node));
            silo.Configure<ClusterOptions>(cluster => Name(cluster, node));
            silo.Configure<ClusterMembershipOptions>(ClusterTimings.Apply);
            silo.Configure<GrainCollectionOptions>(collection => collection.CollectionAge = TimeSpan.FromMinutes(10));
            silo.Services.AddTandemRedisGrainStorage(TandemStorageNames.Provider);
            silo.AddTandemEventStream(balanced: true);
            silo.AddActivityPropagation();
            silo.AddDashboard();
            ConfigureEndpoints(silo, options, node);
            if (!options.Roles.HasFlag(TandemRoles.Serve))
                silo.Services.WithoutServingGrains();
        });
        builder.Services.PostConfigure<TrainingOptions>(training => training.Enabled &= options.Roles.HasFlag(TandemRoles.Train));
        builder.Services.AddTandemClusterGateway();
        builder.Services.AddTandemGrains();
        builder.Services.AddHostedService<BlobSweep>();
    }

    /// <summary>A client for a process that has the gateway's role alone.</summary>
    public static void AddClusterClient(this IHostApplicationBuilder builder, TandemOptions options)
    {
        ClusterNodeOptions node = AddNode(builder, options);
        builder.UseOrleansClient(client =>
        {
            client.UseRedisClustering(redis => redis.ConfigurationOptions = Membership(node));
            client.Configure<ClusterOptions>(cluster => Name(cluster, node));
            client.Configure<GatewayOptions>(ClusterTimings.Apply);
            client.Configure<ClientMessagingOptions>(ClusterTimings.Apply);
            client.Configure<TypeManagementOptions>(ClusterTimings.Apply);
            client.UseConnectionRetryFilter<UntilSilosAreThere>();
            client.AddOutgoingGrainCallFilter<RepeatedCalls>();
            client.AddActivityPropagation();
            client.AddDashboard();
        });
        builder.Services.AddTandemClient();
    }

    private static ClusterNodeOptions AddNode(IHostApplicationBuilder builder, TandemOptions options)
    {
        IServiceCollection services = builder.Services;
        services.AddOptions<TandemOptions>().BindConfiguration(TandemOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout);

        // Addresses are needed while services are registered, before the host resolves options and checks them.
        ClusterNodeOptions node = builder.Configuration.GetSection(TandemOptions.Section).Get<ClusterNodeOptions>() ?? new ClusterNodeOptions();
        List<ValidationResult> errors = [];
        if (!Validator.TryValidateObject(node, new ValidationContext(node), errors, validateAllProperties: true))
            throw new TandemException(string.Join(Environment.NewLine, errors.Select(static error => error.ErrorMessage)));

        services.AddClusterStorage(builder.Configuration, options, node);
        return node;
    }

    private static void Name(ClusterOptions cluster, ClusterNodeOptions node) => (cluster.ServiceId, cluster.ClusterId) = (ServiceId, node.ClusterId);

    private static ConfigurationOptions Membership(ClusterNodeOptions node)
    {
        try
        {
            ConfigurationOptions redis = ConfigurationOptions.Parse(node.MembershipOrRedis);
            redis.AbortOnConnectFail = false;
            return redis;
        }
        catch (ArgumentException error)
        {
            throw new TandemException($"Tandem:Membership (or Tandem:Redis) cannot be read: {error.Message} Write it like redis:6379,password=….", error);
        }
    }

    private static void ConfigureEndpoints(ISiloBuilder silo, TandemOptions options, ClusterNodeOptions node)
    {
        string? advertised = node.AdvertisedAddress ?? Environment.GetEnvironmentVariable("POD_IP");
        IPAddress address = IPAddress.TryParse(advertised, out IPAddress? found) ? found : IPAddress.Loopback;
        (int siloPort, int clientPort) = LoopbackPorts.Resolve(options.SiloPort, options.ClientPort);
        silo.ConfigureEndpoints(address, siloPort, clientPort, listenOnAnyHostAddress: !IPAddress.IsLoopback(address));
        string name = node.SiloName ?? Environment.GetEnvironmentVariable("POD_NAME")
            ?? string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}-{siloPort}");
        silo.Configure<SiloOptions>(named => named.SiloName = name);
    }
}
