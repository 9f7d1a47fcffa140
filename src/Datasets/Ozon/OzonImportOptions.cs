using Tandem.Domain;

namespace Tandem.Datasets.Ozon;

/// <summary>How an import runs; none of this changes the dataset.</summary>
public sealed record OzonImportOptions
{
    /// <summary>The least memory that can be given: 1 GiB.</summary>
    public const long LeastMemory = 1L << 30;

    /// <summary>Memory that the import may take, in bytes. Default 4 GiB; see the guide on large catalogues for how it is divided.</summary>
    public long Memory { get; init; } = 4L << 30;

    /// <summary>Threads. Default: one for each processor. Fewer are used if their row groups do not fit in the memory.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <exception cref="TandemException">A value is out of range.</exception>
    public void Validate()
    {
        if (Memory < LeastMemory)
        {
            throw new TandemException($"The memory for an import is {Memory} bytes; give at least {LeastMemory} (1GiB).");
        }

        if (Threads < 1)
        {
            throw new TandemException($"The threads for an import are {Threads}; give at least 1.");
        }
    }
}
