using Tandem.Domain;
using Tandem.Retrieval;
using Tandem.Towers;

namespace Tandem.Ranking.Tests;

public sealed class ModelIndexFilesTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"tandem-indexes-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public void Load_IndexesWithLists_ComeFromTheBundle()
    {
        ServingModel model = WithLists(ServingModelTests.WithTowers());
        BundleFolder bundle = BundleFolder.Write(_folder, model.Manifest, model.SaveFiles(), TimeProvider.System);

        ServingModel loaded = ServingModel.Load(BundleFolder.Open(bundle.Path));

        // Built anew, so few items would have no lists.
        Assert.Equal(model.Indexes.Vectors!.Header.Lists, loaded.Indexes.Vectors!.Header.Lists);
        Assert.Equal(model.Indexes.Fused!.Header.Lists, loaded.Indexes.Fused!.Header.Lists);
        float[] query = loaded.Indexes.Vectors.VectorOf(1);
        Assert.Equal(model.VectorIndex!.Search(query, 3), loaded.VectorIndex!.Search(query, 3));
    }

    [Fact]
    public void SaveFiles_FewItems_WritesNoIndexes() =>
        Assert.DoesNotContain(ServingModelTests.WithTowers().SaveFiles().Keys, static name => name.EndsWith(".segment", StringComparison.Ordinal));

    [Fact]
    public void Load_IndexOfOtherVectors_IsRefused()
    {
        ServingModel model = WithLists(ServingModelTests.WithTowers(seed: 3));
        ServingModel other = WithLists(ServingModelTests.WithTowers(seed: 4));
        var files = new Dictionary<string, Action<Stream>>(model.SaveFiles()) { ["items.segment"] = other.SaveFiles()["items.segment"] };
        BundleFolder bundle = BundleFolder.Write(_folder, model.Manifest, files, TimeProvider.System);

        TandemException error = Assert.Throws<TandemException>(() => ServingModel.Load(bundle));

        Assert.Contains("items.segment", error.Message, StringComparison.Ordinal);
        Assert.Contains("Build the bundle again", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_IndexThatIsNoSnapshot_IsRefused()
    {
        ServingModel model = WithLists(ServingModelTests.WithTowers());
        var files = new Dictionary<string, Action<Stream>>(model.SaveFiles()) { ["fused.segment"] = static stream => stream.Write("no snapshot"u8) };
        BundleFolder bundle = BundleFolder.Write(_folder, model.Manifest, files, TimeProvider.System);

        Assert.Contains("fused.segment", Assert.Throws<TandemException>(() => ServingModel.Load(bundle)).Message, StringComparison.Ordinal);
    }

    private static ServingModel WithLists(ServingModel model) => ServingModel.FromParts(
        model.Parts,
        new ModelIndexes(
            Lists(model.Parts.Fused!, model.Parts.Features!.Schema.Dimension), Lists(model.Parts.ItemVectors!, model.Parts.Towers!.Shape.Embedding)));

    private static VectorSegment Lists(float[] vectors, int dimension) =>
        VectorSegment.Build(new MatrixSource(vectors, dimension), new SegmentOptions { Structure = SearchStructure.Approximate });
}
