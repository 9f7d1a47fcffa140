using System.Text.Json;
using System.Text.Json.Serialization;
using Tandem.Domain;

namespace Tandem.Training.Targets;

/// <summary>
/// How labels are formed from events: what is a positive and how much it weighs, what it is compared with, and by which loss.
/// Declared, so that a bundle can say what it was trained for and an experiment can compare.
/// </summary>
public sealed record TargetStrategy
{
    public const int MaxNegatives = 100_000;

    private static readonly JsonSerializerOptions Json = new()
    {
        Converters = { new JsonStringEnumConverter() },
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>For the command line and reports.</summary>
    public required string Name { get; init; }

    public required TargetLoss Loss { get; init; }

    /// <summary>Weight of the dataset's outcome action. Default 1.</summary>
    public float OutcomeWeight { get; init; } = 1f;

    /// <summary>Weights of further positive actions; the outcome's own weight wins over an entry here. Default none.</summary>
    public IReadOnlyDictionary<EventAction, float> OtherWeights { get; init; } = new Dictionary<EventAction, float>();

    /// <summary>Default <see cref="TargetScope.LaterVisits"/>.</summary>
    public TargetScope Scope { get; init; } = TargetScope.LaterVisits;

    /// <summary>Days after a state in which an item counts as its positive; null: without limit. Default 60.</summary>
    public double? HorizonDays { get; init; } = 60;

    /// <summary>A state predicts at most so many items, drawn in proportion to their weights. Default 32.</summary>
    public int MaxTargetsPerState { get; init; } = 32;

    public required NegativeSource Negatives { get; init; }

    /// <summary>Pairwise loss: negatives of each target. Sampled softmax: draws for each batch, before duplicates go.</summary>
    public required int NegativeCount { get; init; }

    /// <summary>1: in proportion to popularity; 0: uniform over items with events. Default 1.</summary>
    public double PopularityExponent { get; init; } = 1;

    /// <summary>Weight of each action, indexed by its code; 0 for what is no positive.</summary>
    public float[] Weights(EventAction outcome)
    {
        var weights = new float[EventActions.Count];
        foreach ((EventAction action, float weight) in OtherWeights)
        {
            weights[(int)action] = weight;
        }

        weights[(int)outcome] = OutcomeWeight;
        return weights;
    }

    /// <exception cref="TandemException">A field is out of range or does not fit another; the message names it.</exception>
    public TargetStrategy Validate()
    {
        Require(Name.Length > 0, "name is empty");
        Require(OutcomeWeight is > 0f and <= 1f, $"outcomeWeight is {OutcomeWeight}, expected above 0 and at most 1");
        foreach ((EventAction action, float weight) in OtherWeights)
        {
            Require((int)action < EventActions.Count, $"otherWeights has the unknown action {(int)action}");
            Require(weight is > 0f and <= 1f, $"the weight of {action} is {weight}, expected above 0 and at most 1");
            Require(
                action is not (EventAction.Canceled or EventAction.Remove or EventAction.Unfavorite),
                $"{action} is a failure and can be no positive");
        }

        Require(HorizonDays is null or (> 0 and <= 3650), $"horizonDays is {HorizonDays}, expected above 0 and at most 3650");
        Require(MaxTargetsPerState is >= 1 and <= 256, $"maxTargetsPerState is {MaxTargetsPerState}, expected 1 to 256");
        Require(NegativeCount is >= 1 and <= MaxNegatives, $"negativeCount is {NegativeCount}, expected 1 to {MaxNegatives}");
        Require(PopularityExponent is >= 0 and <= 2, $"popularityExponent is {PopularityExponent}, expected 0 to 2");
        Require(
            Loss == TargetLoss.PairwiseLogistic || Negatives != NegativeSource.UserFailures,
            "sampled softmax shares its negatives within a batch and cannot take a user's own failures");
        return this;

        void Require(bool holds, string problem)
        {
            if (!holds)
            {
                throw new TandemException($"Target strategy '{Name}': {problem}.");
            }
        }
    }

    /// <summary>The form that a bundle's manifest stores.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <exception cref="TandemException">The text is no strategy, or an invalid one.</exception>
    public static TargetStrategy FromJson(string json)
    {
        try
        {
            return (JsonSerializer.Deserialize<TargetStrategy>(json, Json) ?? throw new JsonException("null")).Validate();
        }
        catch (JsonException broken)
        {
            throw new TandemException($"This is no target strategy: {broken.Message}", broken);
        }
    }
}
