namespace Tandem.Ranking.Partitions;

/// <summary>Which of a model's vectors.</summary>
public enum VectorKind
{
    /// <summary>What an item is: the fused vectors.</summary>
    Fused = 0,

    /// <summary>The item tower's.</summary>
    Items = 1,
}
