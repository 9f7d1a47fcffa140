namespace Tandem.Training.Targets;

/// <summary>
/// How labels are formed from events: what is a positive and how much it weighs, what it is compared with, and by which loss.
/// Declared, so that a bundle can say what it was trained for and an experiment can compare.
/// </summary>
public sealed partial record TargetStrategy
{
    public const int MaxNegatives = 100_000;

    /// <summary>For the command line and reports: letters, digits, dots, dashes and underscores.</summary>
    public required string Name { get; init; }

    public required TargetLoss Loss { get; init; }

    /// <summary>What is to be predicted, at least one rule.</summary>
    public required IReadOnlyList<PositiveRule> Positives { get; init; }

    /// <summary>Default <see cref="TargetScope.LaterVisits"/>.</summary>
    public TargetScope Scope { get; init; } = TargetScope.LaterVisits;

    /// <summary>Default <see cref="LabelTime.Outcome"/>.</summary>
    public LabelTime LabelTime { get; init; } = LabelTime.Outcome;

    /// <summary>Orders and outcomes that were cancelled or sent back later are no positives. Default false.</summary>
    public bool DropCancelled { get; init; }

    /// <summary>Default <see cref="RepeatPurchases.Included"/>.</summary>
    public RepeatPurchases Repeats { get; init; } = RepeatPurchases.Included;

    /// <summary>A state predicts at most so many items, drawn in proportion to their weights. Default 32.</summary>
    public int MaxTargetsPerState { get; init; } = 32;

    /// <summary>What positives are compared with, at least one source; several are mixed by their shares.</summary>
    public required IReadOnlyList<NegativeRule> Negatives { get; init; }

    /// <summary>
    /// Pairwise loss: negatives of each target. Softmax: draws for each batch, before duplicates go; without meaning for
    /// <see cref="NegativeSource.All"/>. Default 1.
    /// </summary>
    public int NegativeCount { get; init; } = 1;

    /// <summary>Only users with negatives of their own can be learned from.</summary>
    internal bool NeedsOwnNegatives => Negatives.All(static rule => rule.IsPersonal);

    /// <summary>Negatives depend on the towers as they are while training goes on.</summary>
    internal bool HasHardNegatives => Negatives.Any(static rule => rule.Source == NegativeSource.Hard);

    /// <summary>The form that files and a bundle's manifest have.</summary>
    public string ToJson() => TargetStrategyJson.Write(this);

    /// <summary>Reads what <see cref="ToJson"/> writes.</summary>
    /// <exception cref="Tandem.Domain.TandemException">The text is no strategy, or an invalid one; the message names the place.</exception>
    public static TargetStrategy FromJson(string json) => TargetStrategyJson.Read(json);
}
