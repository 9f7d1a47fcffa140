using System.Globalization;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Tandem.Storage;

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
        string[] owners = Assign(_queues.Length, silos);
        string me = SiloAddress.ToParsableString();
        return [.. _queues.Where((_, place) => owners[place] == me)];
    }

    /// <summary>
    /// The owner of each partition: of the silos with room left, the one with the highest hash of both (Thaler and Ravishankar's rendezvous
    /// hashing, with bounded loads). Nobody owns anything if there are no silos.
    /// </summary>
    internal static string[] Assign(int partitions, IReadOnlyCollection<string> silos)
    {
        string[] owners = new string[partitions];
        if (silos.Count == 0)
            return owners;

        int most = (partitions + silos.Count - 1) / silos.Count;
        Dictionary<string, int> owned = silos.ToDictionary(static silo => silo, static _ => 0, StringComparer.Ordinal);
        for (int partition = 0; partition < partitions; partition++)
        {
            string owner = silos
                .Where(silo => owned[silo] < most)
                .OrderByDescending(silo => PartitionHash.Of(string.Create(CultureInfo.InvariantCulture, $"{partition}/{silo}")))
                .ThenBy(static silo => silo, StringComparer.Ordinal)
                .First();
            owned[owner]++;
            owners[partition] = owner;
        }

        return owners;
    }

    protected override void OnClusterMembershipChange(HashSet<SiloAddress> activeSilos)
    {
        _silos = activeSilos;
        NotifyListeners().Ignore();
    }
}
