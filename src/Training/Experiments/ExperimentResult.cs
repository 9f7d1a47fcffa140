using Tandem.Training.Evaluation;

namespace Tandem.Training.Experiments;

/// <summary>One strategy's towers, or one baseline, in an experiment. Metrics are means over users of means over seeds.</summary>
/// <param name="Name">The strategy's or the baseline's name.</param>
/// <param name="Metrics">As in <see cref="NamedResult.Metrics"/>.</param>
/// <param name="NewItems">As in <see cref="NamedResult.NewItems"/>.</param>
/// <param name="Cold">As in <see cref="NamedResult.Cold"/>.</param>
/// <param name="ColdItems">As in <see cref="NamedResult.ColdItems"/>.</param>
/// <param name="HeadItems">As in <see cref="NamedResult.HeadItems"/>.</param>
/// <param name="TailItems">As in <see cref="NamedResult.TailItems"/>.</param>
public sealed record ExperimentResult(
    string Name,
    IReadOnlyDictionary<string, double> Metrics,
    IReadOnlyDictionary<string, double> NewItems,
    IReadOnlyDictionary<string, double> Cold,
    IReadOnlyDictionary<string, double> ColdItems,
    IReadOnlyDictionary<string, double> HeadItems,
    IReadOnlyDictionary<string, double> TailItems)
{
    /// <summary>The compared metric of each seed, in the order of the seeds; empty for a baseline.</summary>
    public IReadOnlyList<double> BySeed { get; init; } = [];

    /// <summary>Curves and cost of each seed; empty for a baseline.</summary>
    public IReadOnlyList<RunRecord> Runs { get; init; } = [];

    /// <summary>The strategy as declared; null for a baseline.</summary>
    public string? Target { get; init; }

    /// <summary>Why the strategy has no metrics; null where it has.</summary>
    public string? Failure { get; init; }

    internal static ExperimentResult Of(IReadOnlyList<NamedResult> seeds) => new(
        seeds[0].Name,
        SeedMeans.OfMetrics(seeds, static result => result.Metrics),
        SeedMeans.OfMetrics(seeds, static result => result.NewItems),
        SeedMeans.OfMetrics(seeds, static result => result.Cold),
        SeedMeans.OfMetrics(seeds, static result => result.ColdItems),
        SeedMeans.OfMetrics(seeds, static result => result.HeadItems),
        SeedMeans.OfMetrics(seeds, static result => result.TailItems));
}
