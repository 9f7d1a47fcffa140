using Tandem.Domain;
using Tandem.Towers;
using Tandem.Training.Targets;

namespace Tandem.Training.Tests;

/// <summary>Refusals that come before any engine exists; runs are tested with a real engine beside TorchSharp.</summary>
public sealed class TrainerTests
{
    [Fact]
    public void Train_NothingToPredict_SaysWhatTheStrategyNeeds()
    {
        TandemException error = Assert.Throws<TandemException>(() => Train(new TrainerOptions(), "original"));

        Assert.Contains("pairwise-uniform", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_OptionOutOfRange_NamesIt()
    {
        TandemException error = Assert.Throws<TandemException>(() => Train(new TrainerOptions { Epochs = 0 }, "sampled-softmax"));

        Assert.Contains("Epochs is 0, expected 1 to 10000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_ResumeWithoutFolder_IsRefused() =>
        Assert.Throws<TandemException>(() => Train(new TrainerOptions { Resume = true }, "sampled-softmax"));

    private static void Train(TrainerOptions options, string strategy) => new Trainer(new NoEngines(), TimeProvider.System).Train(new TrainingJob
    {
        Interactions = new InteractionsBuilder(2).Add(0, 0, EventAction.Order, 0).Build(),
        Fused = [],
        Strategy = TargetStrategies.Named(strategy),
        Options = options,
    });

    private sealed class NoEngines : ITowerEngineFactory
    {
        public string Name => "none";

        public ITowerEngine Create(EngineOptions options, float[] fused, int items, TowerWeights? initial = null) =>
            throw new InvalidOperationException("No engine should have been created.");
    }
}
