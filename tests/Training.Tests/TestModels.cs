using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Ranking;
using Tandem.Towers;
using Tandem.Training.Bundling;

namespace Tandem.Training.Tests;

/// <summary>Serving models without content or towers.</summary>
internal static class TestModels
{
    public static ServingModel Until(Interactions events, DateTimeOffset cut) => ServingModelBuilder.Build(
        new BundleManifest
        {
            Version = "",
            Dataset = "test",
            FeatureSchemaHash = "",
            Shape = new TowerShape(),
            Target = "",
            TrainedUntil = cut,
            Items = events.ItemCount,
        },
        events,
        [.. events.ItemIds.Select(static id => new ItemDescription { ItemId = id })],
        [],
        cancellation: TestContext.Current.CancellationToken);
}
