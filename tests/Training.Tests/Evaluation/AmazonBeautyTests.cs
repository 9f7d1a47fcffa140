using Tandem.Datasets;
using Tandem.Datasets.Sequences;
using Tandem.Features;
using Tandem.Ranking;
using Tandem.Towers;
using Tandem.Training.Bundling;
using Tandem.Training.Evaluation;
using Tandem.Training.Featurizing;
using Tandem.Training.Managed;

namespace Tandem.Training.Tests.Evaluation;

/// <summary>
/// Floors under what Amazon Beauty's last items are found with, a tenth of the users, after three of the preset's epochs. The figures of full
/// trainings are in docs/guides/quality.md.
/// </summary>
public sealed class AmazonBeautyTests : IDisposable
{
    private const int Share = 10;

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"tandem-beauty-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public void Train_PresetNextItem_FindsMoreThanThePublishedModels()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string? data = Find();
        Assert.SkipWhen(data is null, "../shared/data/amazon-beauty is not there.");
        SequencesImporter.Import(
            Path.Combine(data, "Beauty.txt.gz"), Path.Combine(data, "Beauty_item2attributes.json.gz"), Path.Combine(_folder, "set"), null, cancellation);
        DatasetReader dataset = DatasetReader.Open(Path.Combine(_folder, "set"));
        FeatureFolder features = FeatureFolder.Build(
            dataset, Path.Combine(_folder, "features"), SequencesImporter.End.AddDays(-2), new FeatureOptions(), null, cancellation);
        BundleTrainingOptions preset = TrainingPreset.Create(TrainingPreset.NextItem, SequencesImporter.End.AddDays(-1));
        BundleTrainingOptions quick = preset with { Trainer = preset.Trainer with { Epochs = 3 }, Blend = preset.Blend with { MaxUsers = 600 } };

        BundleTraining training = new BundleTrainer(new ManagedTowerEngineFactory(), TimeProvider.System)
            .Train(dataset, features, quick, Path.Combine(_folder, "bundle"), null, cancellation);

        ServingModel model = ServingModel.Load(training.Bundle);
        Interactions events = Interactions.Load(dataset, null, null, cancellation);
        Assert.Equal(SequencesImporter.End.AddDays(-2), model.Manifest.TrainedUntil);
        Assert.InRange(Ndcg(model, events, "covisitation"), FloorOfCovisitation, 1);
        Assert.InRange(Ndcg(model, events, "towers"), FloorOfTowers, 1);
        Assert.InRange(Ndcg(model, events, null), FloorOfBlend, 1);
    }

    private const double FloorOfCovisitation = 0.046;
    private const double FloorOfTowers = 0.012;
    private const double FloorOfBlend = 0.048;

    /// <summary>Mean NDCG@10 of a source, or of the blend, over the share of the users.</summary>
    private static double Ndcg(ServingModel model, Interactions events, string? source)
    {
        var catalogue = new Catalogue(model);
        TestUser[] users =
        [
            .. NextItemSplit.Users(events, model.Manifest.TrainedUntil, EvaluationProtocol.Parse("s3rec")).Where(static (_, place) => place % Share == 0),
        ];
        return users.AsParallel().AsOrdered().Select(user =>
        {
            var query = new RecommendationQuery { Count = 10, Now = user.Now, Exclude = [.. user.Hidden.Select(item => events.ItemIds[item])] };
            IReadOnlyList<RecommendedItem> list = source is null
                ? Recommender.Recommend(catalogue, user.History, query)
                : Recommender.RecommendFrom(source, catalogue, user.History, query);
            bool[] hits = [.. list.Select(item => item.ItemId == events.ItemIds[user.Truth.Single()])];
            return RankingMetrics.Ndcg(hits, 1, 10);
        }).Average();
    }

    private static string? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string data = Path.Combine(folder.FullName, "shared", "data", "amazon-beauty");
            if (Directory.Exists(data))
            {
                return data;
            }
        }

        return null;
    }
}
