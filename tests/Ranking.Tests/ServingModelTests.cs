using Tandem.Domain;
using Tandem.Features;
using Tandem.Towers;

namespace Tandem.Ranking.Tests;

public sealed class ServingModelTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"tandem-serving-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    /// <summary>Towers with random weights over the shop's own content vectors.</summary>
    internal static ServingModel WithTowers(int seed = 3, UserTowerKind tower = UserTowerKind.Gru)
    {
        ServingModel content = TestShop.WithContent().Model;
        var shape = new TowerShape { UserTower = tower };
        var random = new Random(seed);
        TowerWeights towers = TowerWeights.FromTensors(
            shape,
            TestShop.Items.Length,
            TowerWeights.Layout(shape, TestShop.Items.Length).ToDictionary(
                static tensor => tensor.Name,
                tensor => Enumerable.Range(0, tensor.Shape.Aggregate(1, static (a, b) => a * b)).Select(_ => (float)(random.NextDouble() - 0.5) * 0.2f).ToArray()));
        return ServingModel.FromParts(content.Parts with { Towers = towers });
    }

    private static UserHistory History() => TestShop.History(
        TestShop.Event("lamp", EventAction.Order, 3), TestShop.Event("mug", EventAction.PageView, 1), TestShop.Event("unknown", EventAction.PageView, 0.5));

    [Fact]
    public void Load_WhatWasSaved_AnswersTheSame()
    {
        ServingModel model = WithTowers().WithBlend(new Blend(
            new Dictionary<string, double> { ["repeats.ordered"] = 0.25, ["towers.cosine"] = 2, ["covisitation.next"] = 1 },
            new Dictionary<string, double> { ["popular.days3"] = 2 }));
        BundleFolder bundle = BundleFolder.Write(_folder, model.Manifest, model.SaveFiles(), TimeProvider.System);

        ServingModel loaded = ServingModel.Load(BundleFolder.Open(bundle.Path));

        Assert.Equal(model.Blend.Newcomers, loaded.Blend.Newcomers);
        Assert.Equivalent(
            Recommender.Recommend(new Catalogue(model), History(), TestShop.Query() with { Explain = true }),
            Recommender.Recommend(new Catalogue(loaded), History(), TestShop.Query() with { Explain = true }),
            strict: true);
    }

    [Fact]
    public void Load_Descriptions_AreAsSavedWithoutImages()
    {
        ServingModel model = ServingModel.FromParts(TestShop.Parts() with
        {
            Items = [TestShop.Items[0] with { Attributes = [new("Color", "red"), new("Color", "white")], ModelId = "m" }, .. TestShop.Items[1..]],
        });
        BundleFolder bundle = BundleFolder.Write(_folder, model.Manifest, model.SaveFiles(), TimeProvider.System);

        ItemDescription mug = new Catalogue(ServingModel.Load(bundle)).Find("mug")!;

        Assert.Equivalent(model.Parts.Items[0], mug, strict: true);
    }

    [Fact]
    public void UserVector_WithTowers_HasUnitLength()
    {
        float[] vector = Recommender.UserVector(new Catalogue(WithTowers()), History())!;

        Assert.Equal(1, VectorMath.Norm(vector), 4);
    }

    [Fact]
    public void Recommend_UserVectorOfAnotherLength_IsRefusedWithBothLengths()
    {
        TandemException error = Assert.Throws<TandemException>(
            () => Recommender.Recommend(new Catalogue(WithTowers()), History(), TestShop.Query(), new float[64]));
        Assert.Contains("64", error.Message, StringComparison.Ordinal);
        Assert.Contains("128", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RecommendFrom_Towers_RanksByCosine()
    {
        var catalogue = new Catalogue(WithTowers());
        float[] user = Recommender.UserVector(catalogue, History())!;
        string[] expected = [.. Enumerable.Range(0, 5)
            .OrderByDescending(slot => VectorMath.Dot(user, catalogue.State.Vectors!.VectorOf(slot)))
            .Select(catalogue.IdOf)];

        Assert.Equal(expected, Recommender.RecommendFrom("towers", catalogue, History(), TestShop.Query()).Select(static item => item.ItemId));
    }

    [Fact]
    public void With_NewItem_IsFoundByTheTowersWithoutAnIdRow()
    {
        Catalogue catalogue = new Catalogue(WithTowers()).With(new ItemDescription { ItemId = "new", Name = "GREEN MUG", CategoryId = "cups" });

        Assert.Contains("new", Recommender.RecommendFrom("towers", catalogue, History(), TestShop.Query()).Select(static item => item.ItemId));
    }

    [Fact]
    public void FromParts_StatisticsOfAnotherSize_NamesBothSizes()
    {
        TandemException error = Assert.Throws<TandemException>(
            () => ServingModel.FromParts(TestShop.Parts() with { Statistics = TestShop.Statistics(1, 2) }));
        Assert.Contains("number 2, expected 6", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromParts_ItemTwice_IsRefused() =>
        Assert.Throws<TandemException>(() => ServingModel.FromParts(TestShop.Parts() with { Items = [.. TestShop.Items[..5], TestShop.Items[0]] }));

    [Fact]
    public void FromParts_FusedOfAnotherSchema_IsRefused()
    {
        ModelParts parts = WithTowers().Parts;

        Assert.Throws<TandemException>(() => ServingModel.FromParts(parts with { Manifest = TestShop.Manifest("other") }));
    }

    [Fact]
    public void FindRelatives_ItemWithoutEvidence_GetsTheNearest()
    {
        ItemDescription[] items = [.. TestShop.Items[..5], new() { ItemId = "twin", Name = "RED MUG", CategoryId = "cups" }];
        ItemCounts[] counts = [.. items.Select(static _ => ItemCounts.None)];
        FittedFeatures features = FittedFeatures.Fit(items, TestShop.Categories, counts, new FeatureOptions(), null, TestContext.Current.CancellationToken);

        SuccessorLists relatives = ColdStart.FindRelatives(features.Schema, features.FuseAll(items, counts, TestContext.Current.CancellationToken), items.Length, static item => item != 5);

        Assert.Equal(0, relatives.ItemsOf(5)[0]);
        Assert.True(relatives.ItemsOf(0).IsEmpty);
    }
}
