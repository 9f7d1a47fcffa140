using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tandem.Features.Embeddings;
using Tandem.Features.Numerics;

namespace Tandem.Features.Tests.Embeddings;

public sealed class EmbeddingMomentsTests
{
    private const int Dimension = 13;
    private const int Rows = 90;

    private static readonly ParallelOptions OneThread = new() { MaxDegreeOfParallelism = 1 };

    [Fact]
    public void Scatter_IsTheCentredCovarianceTimesTheCount()
    {
        float[] rows = Draw();
        EmbeddingMoments moments = new(Dimension);
        moments.Add(rows, OneThread);
        DenseGram scatter = moments.Scatter();
        for (int i = 0; i < Dimension; i++)
        {
            for (int j = 0; j < Dimension; j++)
            {
                double expected = 0;
                double meanI = Column(rows, i).Average();
                double meanJ = Column(rows, j).Average();
                foreach ((double x, double y) in Column(rows, i).Zip(Column(rows, j)))
                {
                    expected += (x - meanI) * (y - meanJ);
                }

                Assert.Equal(expected, scatter.Values[(i * Dimension) + j], 1e-4);
            }
        }
    }

    [Fact]
    public void Add_AnyThreads_GivesTheSameBits()
    {
        float[] rows = Draw();
        EmbeddingMoments one = new(Dimension);
        EmbeddingMoments many = new(Dimension);
        one.Add(rows, OneThread);
        many.Add(rows, new ParallelOptions { MaxDegreeOfParallelism = 7 });
        Assert.Equal(one.Scatter().Values, many.Scatter().Values);
    }

    [Property(MaxTest = 50)]
    public Property Merge_OfAnyDivision_IsTheWhole() => Prop.ForAll(Gen.Choose(0, Rows).ToArbitrary(), cut =>
    {
        float[] rows = Draw();
        EmbeddingMoments whole = new(Dimension);
        whole.Add(rows, OneThread);
        EmbeddingMoments first = new(Dimension);
        EmbeddingMoments second = new(Dimension);
        first.Add(rows.AsSpan(0, cut * Dimension), OneThread);
        second.Add(rows.AsSpan(cut * Dimension), OneThread);
        first.Merge(second);
        return first.Count == Rows && first.Scatter().Values.Zip(whole.Scatter().Values).All(pair => Math.Abs(pair.First - pair.Second) < 1e-4);
    });

    private static IEnumerable<double> Column(float[] rows, int column) => rows.Where((_, at) => at % Dimension == column).Select(value => (double)value);

    private static float[] Draw()
    {
        Random random = new(4);
        return [.. Enumerable.Range(0, Rows * Dimension).Select(_ => (float)(random.NextDouble() + 2))];
    }
}
