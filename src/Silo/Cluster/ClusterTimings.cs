using Orleans.Configuration;

namespace Tandem.Silo.Cluster;

/// <summary>
/// How fast a cluster finds out that a silo is gone. With Orleans' defaults a killed silo's grains are away 11 to 15 s and a frozen one's a
/// minute; with these about 1 s and 3 s, and after the loss of the whole cluster 13 s instead of 102 s.
/// </summary>
internal static class ClusterTimings
{
    private static readonly TimeSpan Probe = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Table = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan GatewayRefresh = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TypesRefresh = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ClientResponse = TimeSpan.FromSeconds(3);

    public static void Apply(ClusterMembershipOptions membership)
    {
        membership.ProbeTimeout = Probe;
        membership.MinProbeTimeout = Probe;
        membership.MaxProbeTimeout = Probe;
        membership.NumMissedProbesLimit = 2;
        membership.TableRefreshTimeout = Table;
        membership.IAmAliveTablePublishTimeout = Table;
    }

    public static void Apply(GatewayOptions gateways) => gateways.GatewayListRefreshPeriod = GatewayRefresh;

    /// <summary>A gateway that met the trainer first would know no silo that serves for Orleans' default of a minute.</summary>
    public static void Apply(TypeManagementOptions types) => types.TypeMapRefreshInterval = TypesRefresh;

    public static void Apply(ClientMessagingOptions client) => client.ResponseTimeout = ClientResponse;
}
