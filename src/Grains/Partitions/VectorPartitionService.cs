using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Tandem.Grains.Partitions;

/// <summary>Lets other silos ask this one's <see cref="PartitionHolder"/>.</summary>
[Reentrant]
internal sealed class VectorPartitionService(GrainId id, Orleans.Runtime.Silo silo, ILoggerFactory loggers, PartitionHolder holder)
    : GrainService(id, silo, loggers), IVectorPartitionService
{
    public Task<byte[]?> AskAsync(string version, int partition, byte[] question) => holder.AnswerAsync(version, partition, question);

    public Task<bool> HoldsAsync(string version, int partition) => Task.FromResult(holder.Holds(version, partition));
}
