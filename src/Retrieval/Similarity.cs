namespace Tandem.Retrieval;

/// <summary>What a score is.</summary>
public enum Similarity
{
    /// <summary>The inner product of query and vector.</summary>
    InnerProduct,

    /// <summary>
    /// The cosine of their angle. Vectors are normalised when a segment is built and queries when they are searched; with a zero vector
    /// on either side the score is 0.
    /// </summary>
    Cosine,
}
