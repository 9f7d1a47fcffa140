using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Tandem.Grains.Partitions;

namespace Tandem.Grains.Streaming;

/// <summary>
/// Shares the partitions out evenly over the active silos: no silo has more than its share rounded up, and few partitions move when a
/// silo comes or goes. Each silo finds the same from the membership alone; while views differ, a partition may be read twice, which the
/// grains see through, or not at all for a moment.
/// </summary>
internal sealed class PartitionBalancer(IServiceProvider services, ILogger<PartitionBalancer> logger) : QueueBalancerBase(services, logger)
{
    private QueueId[] _queues = [];
    private volatile HashSet<SiloAddress> _silos = [];

    public override Task Initialize(IStreamQueueMapper queueMapper)
    {
        _queues = [.. queueMapper.GetAllQueues()];
        return base.Initialize(queueMapper);
    }

    public override IEnumerable<QueueId> GetMyQueues()
    {
        string[] silos = [.. _silos.Select(static silo => silo.ToParsableString())];
        string?[] owners = PartitionShares.Assign(_queues.Length, silos);
        string me = SiloAddress.ToParsableString();
        return [.. _queues.Where((_, place) => owners[place] == me)];
    }

    protected override void OnClusterMembershipChange(HashSet<SiloAddress> activeSilos)
    {
        _silos = activeSilos;
        NotifyListeners().Ignore();
    }
}
