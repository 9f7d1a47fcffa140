using System.Runtime.Intrinsics;

namespace Tandem.Retrieval.Kernels;

/// <summary>Inner products of one query with four rows at a time.</summary>
internal interface IRowKernel
{
    /// <summary>
    /// The four products. All rows and the query have <paramref name="stride"/> floats, a multiple of <see cref="RowLayout.StrideStep"/>.
    /// Each row is summed in the same order wherever it stands, so a row's score is the same bits in every search.
    /// </summary>
    static abstract Vector128<float> Dot4(
        ref float query, ref float row0, ref float row1, ref float row2, ref float row3, int stride);
}
