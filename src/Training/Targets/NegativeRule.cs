namespace Tandem.Training.Targets;

/// <summary>One source of negatives and how much of them it gives.</summary>
public sealed record NegativeRule
{
    public required NegativeSource Source { get; init; }

    /// <summary>Its part of <see cref="TargetStrategy.NegativeCount"/>, relative to the other sources' shares. Default 1.</summary>
    public double Share { get; init; } = 1;

    /// <summary><see cref="NegativeSource.Popularity"/>: 1 in proportion to popularity, 0 uniform over items with events. Default 1.</summary>
    public double Exponent { get; init; } = 1;

    /// <summary><see cref="NegativeSource.Impressions"/>: names of the lists that count; empty for all. Default empty.</summary>
    public IReadOnlyList<string> Widgets { get; init; } = [];

    /// <summary>Whether what it gives depends on the user.</summary>
    internal bool IsPersonal => Source is NegativeSource.Cancelled or NegativeSource.FailedSignals or NegativeSource.Impressions;
}
