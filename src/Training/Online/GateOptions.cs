namespace Tandem.Training.Online;

/// <summary>What a candidate must show before it may take the champion's place.</summary>
public sealed record GateOptions
{
    /// <summary>Held-out examples without which nothing is decided, and so nothing published. Default 50.</summary>
    public int MinExamples { get; init; } = 50;

    /// <summary>How much of the champion's NDCG@100 the candidate may lose by what was measured, as a share. Default 0.01.</summary>
    public double Tolerance { get; init; } = 0.01;

    /// <summary>Seeds the bootstrap. Default 17.</summary>
    public int Seed { get; init; } = 17;
}
