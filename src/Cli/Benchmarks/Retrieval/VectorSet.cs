namespace Tandem.Cli.Benchmarks.Retrieval;

/// <summary>What is searched and what for.</summary>
/// <param name="Name">Begins the names of the results.</param>
/// <param name="Vectors">[count, Dimension]</param>
/// <param name="Queries">[queries, Dimension]; none of them is among the vectors.</param>
internal sealed record VectorSet(string Name, int Dimension, float[] Vectors, float[] Queries)
{
    public int Count => Vectors.Length / Dimension;

    public int QueryCount => Queries.Length / Dimension;

    public ReadOnlySpan<float> Query(int i) => Queries.AsSpan(i * Dimension, Dimension);

    public ReadOnlySpan<float> Vector(int i) => Vectors.AsSpan(i * Dimension, Dimension);
}
