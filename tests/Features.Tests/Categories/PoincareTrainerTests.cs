using Tandem.Domain;
using Tandem.Features.Categories;

namespace Tandem.Features.Tests.Categories;

public class PoincareTrainerTests
{
    private static readonly (string Child, string Parent)[] Tree =
        [.. Enumerable.Range(1, 84).Select(i => ($"n{i}", $"n{(i - 1) / 4}"))];

    private static readonly PoincareOptions Options = new() { Dimension = 5, Epochs = 100 };

    private static readonly PoincareEmbedding Trained = Train(Options, threads: 2);

    [Fact]
    public void Train_Tree_ReconstructsIt()
    {
        Assert.InRange(Trained.Quality.HitAt1, 0.95, 1);
        Assert.InRange(Trained.Quality.MeanAveragePrecision, 0.9, 1);
        Assert.InRange(Trained.Quality.MeanRank, 1, 1.5);
    }

    [Fact]
    public void Train_Tree_PutsLeavesFurtherOutThanTheRoot()
    {
        Trained.TryGetIndex("n0", out int root);
        Trained.TryGetIndex("n80", out int leaf);
        float[] centre = new float[5];
        Assert.True(PoincareEmbedding.Distance(centre, Trained.Vector(leaf)) > PoincareEmbedding.Distance(centre, Trained.Vector(root)));
    }

    [Fact]
    public void Train_AnyNumberOfThreads_GivesTheSameFile() => Assert.Equal(Text(Trained), Text(Train(Options, threads: 1)));

    [Fact]
    public void Train_OtherSeed_GivesAnotherFile() => Assert.NotEqual(Text(Trained), Text(Train(Options with { Seed = 18 }, threads: 1)));

    [Fact]
    public void Train_ClosureInsteadOfTree_GivesTheSameQuality()
    {
        (string Child, string Parent)[] closure = [.. Enumerable.Range(1, 84).SelectMany(i => Above(i).Select(above => ($"n{i}", $"n{above}")))];
        PoincareQuality quality = PoincareTrainer.Train(closure, Options, new ParallelOptions()).Quality;
        Assert.Equal(84, quality.Nodes);
        Assert.InRange(quality.HitAt1, 0.95, 1);
    }

    [Fact]
    public void Train_NoEdges_IsEmpty() => Assert.Empty(PoincareTrainer.Train([], Options, new ParallelOptions()).Nodes);

    [Fact]
    public void Train_Cycle_NamesItsNodes()
    {
        TandemException error = Assert.Throws<TandemException>(() =>
            PoincareTrainer.Train([("leaf", "b"), ("b", "c"), ("c", "a"), ("a", "b"), ("a", "top")], Options, new ParallelOptions()));
        Assert.Contains("'b' < 'c' < 'a' < 'b'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_OneDimension_IsRefused() =>
        Assert.Contains("Dimension is 1", Assert.Throws<TandemException>(() => Train(Options with { Dimension = 1 }, 1)).Message, StringComparison.Ordinal);

    [Fact]
    public void Distance_FromTheCentre_IsTwiceTheInverseHyperbolicTangent() =>
        Assert.Equal(2 * Math.Atanh(0.6), PoincareEmbedding.Distance([0, 0], [0.36f, 0.48f]), 1e-6);

    private static IEnumerable<int> Above(int node)
    {
        while (node > 0)
        {
            yield return node = (node - 1) / 4;
        }
    }

    private static PoincareEmbedding Train(PoincareOptions options, int threads) =>
        PoincareTrainer.Train(Tree, options, new ParallelOptions { MaxDegreeOfParallelism = threads });

    private static string Text(PoincareEmbedding embedding)
    {
        using StringWriter text = new();
        embedding.WriteTsv(text);
        return text.ToString();
    }
}
