using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Towers;
using Tandem.Training.Managed;
using Tandem.Training.Targets;
using Tandem.Training.Tests.Reference;

namespace Tandem.Training.Tests;

/// <summary>A run on events that are mapped from files, beside the same run on events in memory.</summary>
public sealed class EventsOnDiskTests : IDisposable
{
    private const int Items = 30;

    private static readonly TowerShape Shape = new() { Fused = 8, ItemHidden = 8, Embedding = 8, EventFeatures = 2, GruHidden = 8 };

    private readonly string _folder = Directory.CreateTempSubdirectory("training").FullName;

    [Theory]
    [InlineData("sampled-softmax-next")]
    [InlineData("pairwise-uniform")]
    public void Train_EventsOnDisk_GivesTheLossesAndWeightsOfMemory(string strategy)
    {
        DatasetReader dataset = Write();
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using EventSpace disk = EventSpace.OnDisk(Path.Combine(_folder, "events"));
        DateTimeOffset until = TestEvents.At(7);

        TrainingResult memory = Train(strategy, Interactions.Load(dataset, null, null, cancellation).Until(until));
        TrainingResult mapped = Train(strategy, Interactions.Load(dataset, disk, null, null, cancellation).Until(until));

        Assert.Equal(memory.Curve, mapped.Curve);
        foreach ((string name, _) in TowerWeights.Layout(Shape, Items))
        {
            Assert.Equal(memory.Weights.Array(name), mapped.Weights.Array(name));
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static TrainingResult Train(string strategy, Interactions events) =>
        new Trainer(new ManagedTowerEngineFactory(), TimeProvider.System, static (_, destination) => destination.Fill(1)).Train(
            new TrainingJob
            {
                Interactions = events,
                Fused = TinyTask.Values(Items * Shape.Fused, 6),
                Strategy = TargetStrategies.Named(strategy) with { NegativeCount = 20 },
                Engine = new EngineOptions { Shape = Shape },
                Options = new TrainerOptions { BatchSize = 16, Epochs = 3, SequenceLength = 16 },
            },
            null,
            TestContext.Current.CancellationToken);

    private DatasetReader Write()
    {
        string path = Path.Combine(_folder, "set");
        using DatasetWriter writer = DatasetWriter.Create(path);
        for (int item = 0; item < Items; item++)
        {
            writer.Write(new ItemDescription { ItemId = $"i{item}" });
        }

        // By time and not by user, as events are stored.
        for (int day = 0; day < 10; day++)
        {
            for (int user = 0; user < 60; user++)
            {
                writer.Write(new ShopEvent
                {
                    EventId = $"{user}-{day}",
                    UserId = $"u{user}",
                    ItemId = $"i{(user + (7 * day)) % Items}",
                    Action = EventAction.Order,
                    OccurredAt = TestEvents.At(day),
                    OrderId = $"{user}-{day}",
                });
            }
        }

        writer.Complete(new DatasetManifest { Name = "sample", Source = "test" });
        return DatasetReader.Open(path);
    }
}
