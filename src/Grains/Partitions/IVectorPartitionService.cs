using Orleans.Services;

namespace Tandem.Grains.Partitions;

/// <summary>What a silo says of the partitions that it holds.</summary>
[Alias("Tandem.IVectorPartitionService")]
internal interface IVectorPartitionService : IGrainService
{
    /// <summary>Answers a question of <see cref="Ranking.Partitions.VectorQuestions"/>, whose bytes begin with their format.</summary>
    /// <returns>Null if this silo does not hold the partition of that bundle.</returns>
    [Alias("Ask")]
    [ResponseTimeout("00:00:01")]
    Task<byte[]?> AskAsync(string version, int partition, byte[] question);

    /// <summary>Whether this silo holds the partition of that bundle.</summary>
    [Alias("Holds")]
    [ResponseTimeout("00:00:01")]
    Task<bool> HoldsAsync(string version, int partition);
}
