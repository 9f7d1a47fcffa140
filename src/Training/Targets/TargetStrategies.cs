using Tandem.Domain;

namespace Tandem.Training.Targets;

/// <summary>The strategies that have a name, and those in files.</summary>
public static class TargetStrategies
{
    /// <summary>Draws for each batch; more negatives gain until about 3,000.</summary>
    private const int SharedNegatives = 3000;

    private const long MaxFileBytes = 1 << 20;

    private static readonly PositiveRule[] Purchases =
    [
        new() { Action = PositiveRule.Outcome },
        new() { Action = "order", Weight = 0.7f },
        new() { Action = "to_cart", Weight = 0.3f },
        new() { Action = "favorite", Weight = 0.15f },
    ];

    private static readonly PositiveRule[] OutcomeOnly = [new() { Action = PositiveRule.Outcome }];

    /// <summary>All named ones, the original pipeline's first.</summary>
    public static IReadOnlyList<TargetStrategy> All { get; } =
    [
        new()
        {
            Name = "original",
            Loss = TargetLoss.PairwiseLogistic,
            Positives = OutcomeOnly,
            DropCancelled = true,
            Negatives = [new() { Source = NegativeSource.Cancelled }, new() { Source = NegativeSource.FailedSignals }],
        },
        new()
        {
            Name = "original-and-uniform",
            Loss = TargetLoss.PairwiseLogistic,
            Positives = OutcomeOnly,
            DropCancelled = true,
            Negatives =
            [
                new() { Source = NegativeSource.Cancelled, Share = 0.1 },
                new() { Source = NegativeSource.FailedSignals, Share = 0.1 },
                new() { Source = NegativeSource.Uniform, Share = 0.8 },
            ],
            NegativeCount = 16,
        },
        new()
        {
            Name = "pairwise-uniform",
            Loss = TargetLoss.PairwiseLogistic,
            Positives = OutcomeOnly,
            Negatives = [new() { Source = NegativeSource.Uniform }],
            NegativeCount = 16,
        },
        new()
        {
            Name = "pairwise-hard",
            Loss = TargetLoss.PairwiseLogistic,
            Positives = OutcomeOnly,
            Negatives = [new() { Source = NegativeSource.Uniform, Share = 0.75 }, new() { Source = NegativeSource.Hard, Share = 0.25 }],
            NegativeCount = 16,
        },
        Softmax("sampled-softmax", Purchases),
        Softmax("sampled-softmax-outcome", OutcomeOnly),
        Softmax("sampled-softmax-decision", Purchases) with { LabelTime = LabelTime.Decision, DropCancelled = true },
        Softmax("sampled-softmax-new", Purchases) with { Repeats = RepeatPurchases.Excluded },
        Softmax("sampled-softmax-next", [new() { Action = PositiveRule.Any, WithinDays = null }]) with { Scope = TargetScope.NextInstant },
        Softmax("in-batch-softmax", Purchases) with { Negatives = [new() { Source = NegativeSource.InBatch }] },
        Softmax("bpr-max", Purchases) with { Loss = TargetLoss.BprMax },
        Softmax("gbce", Purchases) with { Loss = TargetLoss.Gbce, Negatives = [new() { Source = NegativeSource.Uniform }], NegativeCount = 256 },
        Softmax("full-softmax", Purchases) with { Negatives = [new() { Source = NegativeSource.All }], NegativeCount = 1 },
    ];

    /// <summary>The strategy of this name.</summary>
    /// <exception cref="TandemException">There is none; the message lists the names.</exception>
    public static TargetStrategy Named(string name) =>
        All.FirstOrDefault(strategy => strategy.Name == name) ??
        throw new TandemException($"There is no target strategy '{name}'. Use a JSON file or one of: {string.Join(", ", All.Select(strategy => strategy.Name))}.");

    /// <summary>A strategy by name, or from a file where the text ends in <c>.json</c>.</summary>
    /// <exception cref="TandemException">There is no such name or file, or the file holds no valid strategy.</exception>
    public static TargetStrategy Resolve(string nameOrFile)
    {
        ArgumentNullException.ThrowIfNull(nameOrFile);
        if (!nameOrFile.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            return Named(nameOrFile);
        }

        var file = new FileInfo(nameOrFile);
        if (!file.Exists)
        {
            throw new TandemException($"There is no target strategy file '{nameOrFile}'.");
        }

        if (file.Length > MaxFileBytes)
        {
            throw new TandemException($"'{nameOrFile}' has {file.Length} bytes; a target strategy has at most {MaxFileBytes}.");
        }

        try
        {
            return TargetStrategy.FromJson(File.ReadAllText(nameOrFile));
        }
        catch (TandemException invalid)
        {
            throw new TandemException($"{nameOrFile}: {invalid.Message}", invalid);
        }
    }

    private static TargetStrategy Softmax(string name, PositiveRule[] positives) => new()
    {
        Name = name,
        Loss = TargetLoss.SampledSoftmax,
        Positives = positives,
        Negatives = [new() { Source = NegativeSource.Popularity }],
        NegativeCount = SharedNegatives,
    };
}
