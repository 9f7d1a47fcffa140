using Tandem.Domain;

namespace Tandem.Training.Targets;

/// <summary>The strategies that can be named on the command line.</summary>
public static class TargetStrategies
{
    /// <summary>Draws for each batch; RECIPE: more negatives gain until about 3,000.</summary>
    private const int SharedNegatives = 3000;

    /// <summary>All of them, the original one first.</summary>
    public static IReadOnlyList<TargetStrategy> All { get; } =
    [
        new()
        {
            Name = "pairwise",
            Loss = TargetLoss.PairwiseLogistic,
            Negatives = NegativeSource.UserFailures,
            NegativeCount = 1,
        },
        new()
        {
            Name = "pairwise-uniform",
            Loss = TargetLoss.PairwiseLogistic,
            Negatives = NegativeSource.Uniform,
            NegativeCount = 16,
        },
        new()
        {
            Name = "sampled-softmax",
            Loss = TargetLoss.SampledSoftmax,
            OtherWeights = new Dictionary<EventAction, float>
            {
                [EventAction.Order] = 0.7f,
                [EventAction.ToCart] = 0.3f,
                [EventAction.Favorite] = 0.15f,
            },
            Negatives = NegativeSource.Popularity,
            NegativeCount = SharedNegatives,
        },
        new()
        {
            Name = "sampled-softmax-next",
            Loss = TargetLoss.SampledSoftmax,
            OtherWeights = new Dictionary<EventAction, float>
            {
                [EventAction.PageView] = 1f,
                [EventAction.ViewDescription] = 1f,
                [EventAction.ReviewView] = 1f,
                [EventAction.Favorite] = 1f,
                [EventAction.ToCart] = 1f,
                [EventAction.Order] = 1f,
                [EventAction.Delivered] = 1f,
            },
            Scope = TargetScope.NextInstant,
            HorizonDays = null,
            Negatives = NegativeSource.Popularity,
            NegativeCount = SharedNegatives,
        },
    ];

    /// <summary>The strategy of this name.</summary>
    /// <exception cref="TandemException">There is none; the message lists the names.</exception>
    public static TargetStrategy Named(string name) =>
        All.FirstOrDefault(strategy => strategy.Name == name) ??
        throw new TandemException($"There is no target strategy '{name}'. Use one of: {string.Join(", ", All.Select(strategy => strategy.Name))}.");
}
