namespace Tandem.Retrieval.Kernels;

/// <summary>Where the integers of a query lie, once for each way that kernels read them. All arrays are padded with zeros to a multiple of <see cref="Codes.RowCodes.StrideStep"/>.</summary>
/// <param name="Values">[padded]: the values p as 16-bit integers.</param>
/// <param name="High">[padded]: p = 256 · high + low with both in -128 to 127. Of a 7-bit query, p itself.</param>
/// <param name="Low">[padded]; not read of a 7-bit query.</param>
internal readonly unsafe record struct EncodedQuery(IntPtr Values, IntPtr High, IntPtr Low)
{
    public short* Shorts => (short*)Values;

    public int* HighGroups => (int*)High;

    public int* LowGroups => (int*)Low;
}
