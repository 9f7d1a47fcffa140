using System.Runtime.Intrinsics;

namespace Tandem.Retrieval.Kernels;

/// <summary>How the values of stored rows are read and multiplied.</summary>
internal unsafe interface IRowFormat
{
    /// <summary>Bytes of one value.</summary>
    static abstract int ValueBytes { get; }

    /// <summary>
    /// The products of a query with four rows of <paramref name="stride"/> values, a multiple of <see cref="RowLayout.StrideStep"/>. A row is summed
    /// in the same order wherever it stands, so its score is the same bits in every search.
    /// </summary>
    static abstract Vector128<float> Dot4(float* query, byte* row0, byte* row1, byte* row2, byte* row3, int stride);
}
