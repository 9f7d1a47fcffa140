using Tandem.Domain;

namespace Tandem.Training.Featurizing;

/// <summary>How a features folder is built, apart from what is fitted: none of this changes the result.</summary>
public sealed record FeatureBuildOptions
{
    /// <summary>The least memory that can be given: 1 GiB.</summary>
    public const long LeastMemory = 1L << 30;

    /// <summary>Memory that the build may take, in bytes. Default 4 GiB; see <see cref="MemoryPlan"/> for how it is divided.</summary>
    public long Memory { get; init; } = 4L << 30;

    /// <summary>Threads. Default: one for each processor.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// A folder with <c>orders</c> and <c>tracker</c> in the Ozon schema whose events are counted instead of the dataset's; null: the dataset's.
    /// </summary>
    public string? OzonEvents { get; init; }

    /// <exception cref="TandemException">A value is out of range.</exception>
    public void Validate()
    {
        if (Memory < LeastMemory)
        {
            throw new TandemException($"The memory for a build is {Memory} bytes; give at least {LeastMemory} (1GiB).");
        }

        if (Threads < 1)
        {
            throw new TandemException($"The threads for a build are {Threads}; give at least 1.");
        }
    }
}
