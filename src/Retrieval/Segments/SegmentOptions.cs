using Tandem.Domain;

namespace Tandem.Retrieval;

/// <summary>How a segment is built.</summary>
public sealed record SegmentOptions
{
    /// <summary>The lowest recall that can be asked for.</summary>
    public const double MinTargetRecall = 0.5;

    /// <summary>The fewest queries that recall can be measured with.</summary>
    public const int MinCalibrationSample = 64;

    /// <summary>What a score is. Default: inner product.</summary>
    public Similarity Similarity { get; init; }

    /// <summary>How values are kept. Default: 4 bytes.</summary>
    public VectorStorage Storage { get; init; }

    /// <summary>Exact or approximate. Default: by the number of vectors.</summary>
    public SearchStructure Structure { get; init; }

    /// <summary>
    /// The share of the true best 100 that an approximate search returns on average, from <see cref="MinTargetRecall"/> to 1. Default .95. A
    /// search may ask for another.
    /// </summary>
    public double TargetRecall { get; init; } = 0.95;

    /// <summary>
    /// Queries that the recall of an approximate structure is measured with: best such as searches will bring. Null (default) for vectors of the
    /// segment itself.
    /// </summary>
    public IVectorSource? CalibrationQueries { get; init; }

    /// <summary>
    /// How many queries the recall is measured with, half of them to fit and half to verify, from <see cref="MinCalibrationSample"/>. Fewer are
    /// faster, and read more lists to be as sure. Default 2048.
    /// </summary>
    public int CalibrationSample { get; init; } = 2048;

    /// <summary>Seed of the clustering and of the choice of held-out queries. Same vectors and seed: the same segment, to the bit.</summary>
    public int Seed { get; init; } = 17;

    /// <summary>Threads of the build, from 1; 0 (default) for one a processor. Has no influence on the result.</summary>
    public int MaxThreads { get; init; }

    /// <summary>Which instructions searches use. Default: the fastest.</summary>
    public InstructionPath Instructions { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    internal void Require()
    {
        if (!(TargetRecall is >= MinTargetRecall and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(TargetRecall), TargetRecall, $"The recall is from {MinTargetRecall} to 1.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(CalibrationSample, MinCalibrationSample);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxThreads);
    }

    internal int Threads => MaxThreads == 0 ? WorkThreads.Count : MaxThreads;
}
