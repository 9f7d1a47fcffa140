using System.Runtime.Intrinsics;

namespace Tandem.Retrieval.Kernels;

/// <summary>
/// Inner products of encoded queries with coded rows, mostly the 16 of a block (<see cref="Codes.CodeBlocks"/>). All kernels give the same integers:
/// Σ u·p over all dimensions, u the unsigned codes of the row, p the query's values, modulo 2³².
/// </summary>
internal unsafe interface ICodeKernel
{
    /// <summary>One query of up to 15 bits and a sign.</summary>
    /// <param name="block">[groups, 16, 4] bytes.</param>
    /// <param name="dots">[16]</param>
    static abstract void Dot16(byte* block, int groups, EncodedQuery query, int* dots);

    /// <summary>One query of 7 bits and a sign.</summary>
    /// <param name="block">[groups, 16, 4] bytes.</param>
    /// <param name="dots">[16]</param>
    static abstract void Dot16Narrow(byte* block, int groups, EncodedQuery query, int* dots);

    /// <summary>Four queries of 7 bits and a sign.</summary>
    /// <param name="queries">[4]</param>
    /// <param name="dots">[4, 16]</param>
    static abstract void Dot16x4(byte* block, int groups, EncodedQuery* queries, int* dots);

    /// <summary>One query of 7 bits and a sign with four rows anywhere (<see cref="Codes.RowCodes"/>).</summary>
    /// <param name="stride">Bytes of a row, a multiple of <see cref="Codes.RowCodes.StrideStep"/>.</param>
    static abstract Vector128<int> Dot4Rows(byte* row0, byte* row1, byte* row2, byte* row3, int stride, EncodedQuery query);
}
