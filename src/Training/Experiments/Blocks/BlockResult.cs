using Tandem.Training.Evaluation;

namespace Tandem.Training.Experiments.Blocks;

/// <summary>One selection of blocks, ranked by the towers alone or by the blend. Metrics are means over users of means over seeds.</summary>
/// <param name="Name"><c>SELECTION/towers</c> or <c>SELECTION/blend</c>.</param>
/// <param name="Metrics">As in <see cref="NamedResult.Metrics"/>.</param>
/// <param name="NewItems">As in <see cref="NamedResult.NewItems"/>.</param>
/// <param name="Cold">As in <see cref="NamedResult.Cold"/>.</param>
/// <param name="WarmItems">As in <see cref="NamedResult.WarmItems"/>.</param>
/// <param name="ColdItems">As in <see cref="NamedResult.ColdItems"/>.</param>
public sealed record BlockResult(
    string Name,
    IReadOnlyDictionary<string, double> Metrics,
    IReadOnlyDictionary<string, double> NewItems,
    IReadOnlyDictionary<string, double> Cold,
    IReadOnlyDictionary<string, double> WarmItems,
    IReadOnlyDictionary<string, double> ColdItems)
{
    /// <summary>The compared metric of each seed, in the order of the seeds.</summary>
    public required IReadOnlyList<double> BySeed { get; init; }

    internal static string NameOf(string selection, string ranking) => $"{selection}/{ranking}";
}
