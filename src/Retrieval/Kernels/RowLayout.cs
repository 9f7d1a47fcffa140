namespace Tandem.Retrieval.Kernels;

/// <summary>How vectors lie in memory.</summary>
internal static class RowLayout
{
    /// <summary>Rows are padded with zeros to a multiple of this many floats, one cache line.</summary>
    public const int StrideStep = 16;

    /// <summary>Bytes of a cache line.</summary>
    public const int LineBytes = 64;

    public static int Stride(int dimension) => checked((dimension + StrideStep - 1) / StrideStep * StrideStep);
}
