namespace Tandem.Retrieval;

/// <summary>How the values of vectors are kept.</summary>
public enum VectorStorage
{
    /// <summary>4 bytes a value.</summary>
    FullPrecision,

    /// <summary>
    /// 2 bytes a value: 11 significant bits, magnitudes to 65504. Scores are inner products with the rounded vectors.
    /// </summary>
    HalfPrecision,
}
