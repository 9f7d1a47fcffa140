using Tandem.Domain;
using Tandem.Training.Targets;

namespace Tandem.Training.Bundling;

/// <summary>Options that belong together, by name: a starting point from which single ones may depart.</summary>
public static class TrainingPreset
{
    /// <summary>For shops with true times: the options' own defaults.</summary>
    public const string Shop = "shop";

    /// <summary>
    /// For published sequences: predict the next step and nothing else, many epochs with more dropout, pairs without forgetting, the blend
    /// fitted on the last step before what is held out. That step chooses the blend and teaches nothing.
    /// </summary>
    public const string NextItem = "next-item";

    public static IReadOnlyList<string> Names { get; } = [Shop, NextItem];

    /// <param name="until">The last moment whose events may be used for anything.</param>
    /// <exception cref="TandemException">There is no such preset.</exception>
    public static BundleTrainingOptions Create(string name, DateTimeOffset until) => name switch
    {
        Shop => new BundleTrainingOptions { Target = TargetStrategies.Named("sampled-softmax"), Until = until },
        NextItem => new BundleTrainingOptions
        {
            Target = TargetStrategies.Named("sampled-softmax-next"),
            Until = until,
            BlendDays = 1,
            IncludeWindow = false,
            HideKnown = true,
            Covisitation = CovisitationOptions.Sequences,
            Blend = new() { MaxUsers = 6_000 },
            Engine = new() { Dropout = 0.2f, IdDropout = 0.3f, WeightAverageDecay = 0.99f },
            Trainer = new() { Epochs = 24, BatchSize = 256, SequenceLength = 50 },
        },
        _ => throw new TandemException($"There is no preset '{name}'. Use one of: {string.Join(", ", Names)}."),
    };
}
