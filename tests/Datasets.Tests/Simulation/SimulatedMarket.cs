using Tandem.Datasets.Importing;
using Tandem.Datasets.Ozon;
using Tandem.Datasets.Simulation;

[assembly: AssemblyFixture(typeof(Tandem.Datasets.Tests.Simulation.SimulatedMarket))]

namespace Tandem.Datasets.Tests.Simulation;

/// <summary>One simulated marketplace, made and imported once for all tests that look at it.</summary>
public sealed class SimulatedMarket : IDisposable
{
    public const int Days = 40;

    private readonly TestFolder _folder = new();
    private readonly Lazy<(double Popular, double Content, double Together)> _prediction;

    public SimulatedMarket()
    {
        Simulated = MarketplaceSimulator.Simulate(new SimulationOptions { Items = 2_000, Users = 1_500, Days = Days }, _folder["raw"]);
        Imported = OzonImporter.Import(_folder["raw"], _folder["set"]);
        Dataset = DatasetReader.Open(_folder["set"]);
        Interactions = Interactions.Load(Dataset);
        _prediction = new(() => Simulation.CartPrediction.Hits(Interactions, [.. Dataset.ReadItems().Select(item => item.Image)]));
    }

    /// <summary>Hits of popularity, content and co-visitation; see <see cref="Simulation.CartPrediction"/>.</summary>
    public (double Popular, double Content, double Together) CartPrediction => _prediction.Value;

    public SimulationReport Simulated { get; }

    public ImportReport Imported { get; }

    public DatasetReader Dataset { get; }

    public Interactions Interactions { get; }

    public void Dispose() => _folder.Dispose();
}
