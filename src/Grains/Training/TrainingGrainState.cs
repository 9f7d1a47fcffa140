namespace Tandem.Grains.Training;

/// <summary>What is stored of the lease.</summary>
[GenerateSerializer]
[Alias("Tandem.TrainingGrainState")]
internal sealed record TrainingGrainState
{
    [Id(0)] public bool Paused { get; init; }

    /// <summary>The largest token ever given.</summary>
    [Id(1)] public long Token { get; init; }
}
