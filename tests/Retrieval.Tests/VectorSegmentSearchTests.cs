using FsCheck.Xunit;

namespace Tandem.Retrieval.Tests;

public sealed class VectorSegmentSearchTests
{
    [Property(MaxTest = 100)]
    public void Search_AnyVectorsAndFilter_EqualsTheNaiveAnswer(int seed)
    {
        Random random = new(seed);
        int dimension = random.Next(1, 70);
        int count = random.Next(0, 400);
        TestVectors.Kind kind = (TestVectors.Kind)random.Next(6);
        float[][] vectors = TestVectors.Vectors(random, count, dimension, kind);
        VectorSegment segment = VectorSegment.Build(new MatrixSource(vectors.SelectMany(vector => vector).ToArray(), dimension));
        NaiveIndex naive = new(vectors);
        float[] query = TestVectors.Vector(random, dimension, kind);
        int k = random.Next(0, count + 20);
        ulong[] allowed = random.Next(2) == 0 ? [] : TestVectors.Bitmap(random, count, 0.5);

        naive.AssertAnswer(segment.Search(query, k, new SearchOptions { Filter = new SlotFilter(allowed) }), query, k, allowed);
    }
}
