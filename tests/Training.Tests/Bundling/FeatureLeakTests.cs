using Tandem.Datasets;
using Tandem.Datasets.Ozon;
using Tandem.Datasets.Simulation;
using Tandem.Domain;
using Tandem.Features;
using Tandem.Ranking;
using Tandem.Towers;
using Tandem.Training.Bundling;
using Tandem.Training.Evaluation;
using Tandem.Training.Featurizing;
using Tandem.Training.Managed;

namespace Tandem.Training.Tests.Bundling;

/// <summary>Features that have counted too much are noticed, whichever way they come into a bundle.</summary>
public sealed class FeatureLeakTests(FeatureLeakTests.Market market) : IClassFixture<FeatureLeakTests.Market>, IDisposable
{
    private const int Days = 40;
    private const int TestDays = 8;
    private const int BlendDays = 8;

    private readonly string _folder = Directory.CreateTempSubdirectory("tandem-leak-").FullName;

    private DateTimeOffset Cut => market.Dataset.Manifest.LastEventAt!.Value.AddDays(-TestDays);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Train_FeaturesFromBeforeTheBlendsWindow_WarnsOfNothing()
    {
        BundleTraining training = Train(Cut.AddDays(-BlendDays));

        Assert.Null(training.Warning);
        Assert.Equal(Cut.AddDays(-BlendDays), training.Bundle.Manifest.FeaturesUntil);
        Assert.True(Evaluate(training).Users > 0);
    }

    [Fact]
    public void Train_FeaturesThatSawTheBlendsWindow_WarnsAndSaysWhatToBuild()
    {
        BundleTraining training = Train(Cut);

        Assert.Contains($"--until {Cut.AddDays(-BlendDays):yyyy-MM-ddTHH:mm:ssZ}", training.Warning, StringComparison.Ordinal);
        Assert.Equal(Cut, training.Bundle.Manifest.FeaturesUntil);
        Assert.True(Evaluate(training).Users > 0);
    }

    [Fact]
    public void Evaluate_PlantedLeakInTheFeatures_IsRefused()
    {
        // Towers, counts and blend end at the cut; the features alone reach a day into the test period.
        BundleTraining training = Train(Cut.AddDays(1), Cut.AddDays(BlendDays), includeWindow: false);

        Assert.Equal(Cut, training.Bundle.Manifest.TrainedUntil);
        TandemException refused = Assert.Throws<TandemException>(() => Evaluate(training));
        Assert.Contains("features have seen the test period", refused.Message, StringComparison.Ordinal);
    }

    private BundleTraining Train(DateTimeOffset featuresUntil, DateTimeOffset? until = null, bool includeWindow = true)
    {
        FeatureFolder features = FeatureFolder.Build(
            market.Dataset, At("features"), featuresUntil, new FeatureOptions { Categories = new() { Epochs = 5 } }, null, TestContext.Current.CancellationToken);
        BundleTrainingOptions options = TrainingPreset.Create(TrainingPreset.Shop, until ?? Cut) with
        {
            BlendDays = BlendDays,
            FinishShare = 0,
            IncludeWindow = includeWindow,
            Engine = new EngineOptions { Shape = new TowerShape { Embedding = 16, GruHidden = 16, ItemHidden = 16 } },
            Trainer = new TrainerOptions { Steps = 2 },
            Blend = new BlendFitterOptions { MaxUsers = 60, MinUsers = 60 },
        };
        return new BundleTrainer(new ManagedTowerEngineFactory(), TimeProvider.System)
            .Train(market.Dataset, features, options, At("bundle"), null, TestContext.Current.CancellationToken);
    }

    private EvaluationReport Evaluate(BundleTraining training) => Evaluator.Run(
        ServingModel.Load(training.Bundle),
        Interactions.Load(market.Dataset, null, null, TestContext.Current.CancellationToken),
        EvaluationProtocol.Parse($"time-split:{TestDays}"),
        null,
        TestContext.Current.CancellationToken);

    private string At(string name) => Path.Combine(_folder, name);

    /// <summary>A small simulated marketplace.</summary>
    public sealed class Market : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("tandem-leak-market-").FullName;

        public Market()
        {
            string raw = Path.Combine(_folder, "raw");
            string set = Path.Combine(_folder, "set");
            MarketplaceSimulator.Simulate(new SimulationOptions { Items = 200, Users = 200, Days = Days }, raw);
            OzonImporter.Import(raw, set);
            Dataset = DatasetReader.Open(set);
        }

        public DatasetReader Dataset { get; }

        public void Dispose() => Directory.Delete(_folder, recursive: true);
    }
}
