using Tandem.Retrieval;

namespace Tandem.Ranking;

/// <summary>The built indexes of a model's vectors; null where there are none, or none yet.</summary>
internal sealed record ModelIndexes(VectorSegment? Fused, VectorSegment? Vectors)
{
    public static VectorSegment Build(float[] vectors, int dimension) => VectorSegment.Build(new MatrixSource(vectors, dimension));
}
