using Tandem.Domain;
using Tandem.Features.Categories;

namespace Tandem.Features.Tests.Categories;

public class PoincareTrainerTests
{
    private static readonly (string Child, string Parent)[] Tree =
        [.. Enumerable.Range(1, 84).Select(i => ($"n{i}", $"n{(i - 1) / 4}"))];

    private static readonly PoincareEmbedding Trained = PoincareTrainer.Train(Tree, new PoincareOptions { Dimension = 5 });

    [Fact]
    public void Train_Tree_ReconstructsIt()
    {
        Assert.InRange(Trained.Quality.HitAt1, 0.9, 1);
        Assert.InRange(Trained.Quality.MeanAveragePrecision, 0.85, 1);
        Assert.InRange(Trained.Quality.MeanRank, 1, 3);
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
    public void Train_SameSeed_GivesTheSameFile()
    {
        using StringWriter first = new(), second = new();
        Trained.WriteTsv(first);
        PoincareTrainer.Train(Tree, new PoincareOptions { Dimension = 5 }, null, TestContext.Current.CancellationToken).WriteTsv(second);
        Assert.Equal(first.ToString(), second.ToString());
    }

    [Fact]
    public void Train_NoEdges_IsEmpty() => Assert.Empty(PoincareTrainer.Train([], new PoincareOptions(), null, TestContext.Current.CancellationToken).Nodes);

    [Fact]
    public void Train_OneDimension_IsRefused() =>
        Assert.Contains("Dimension is 1", Assert.Throws<TandemException>(() => PoincareTrainer.Train(Tree, new PoincareOptions { Dimension = 1 }, null, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);

    [Fact]
    public void Distance_FromTheCentre_IsTwiceTheInverseHyperbolicTangent() =>
        Assert.Equal(2 * Math.Atanh(0.6), PoincareEmbedding.Distance([0, 0], [0.36f, 0.48f]), 1e-6);

    [Fact]
    public void Step_SmallRate_LowersTheLossEveryTime()
    {
        PoincareBall ball = new(3, 2);
        (ball[0][0], ball[0][1], ball[1][0], ball[1][1], ball[2][0], ball[2][1]) = (0.1f, 0.2f, -0.3f, 0.4f, 0.5f, 0.1f);
        float[] scratch = new float[4];
        float before = ball.Step(0, [1, 2], scratch, 0.01f);
        for (int i = 0; i < 50; i++)
        {
            float after = ball.Step(0, [1, 2], scratch, 0.01f);
            Assert.True(after < before);
            before = after;
        }
    }
}
