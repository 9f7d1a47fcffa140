namespace Tandem.Features.Numerics;

/// <summary>
/// FNV-1a over UTF-16 code units with the final mix of MurmurHash3. <c>string.GetHashCode</c> changes from process to
/// process; this never does, so it may decide what is stored.
/// </summary>
internal static class StableHash
{
    private const uint Prime = 16777619;
    private const uint Basis = 2166136261;

    public static uint Of(ReadOnlySpan<char> text, uint seed = Basis)
    {
        uint hash = seed;
        foreach (char c in text)
        {
            hash = (hash ^ (byte)c) * Prime;
            hash = (hash ^ (byte)(c >> 8)) * Prime;
        }

        hash = (hash ^ (hash >> 16)) * 0x85EBCA6B;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35;
        return hash ^ (hash >> 16);
    }

    /// <summary>64 bits from two independent halves: collisions are unlikely for a few hundred million texts.</summary>
    public static ulong Wide(ReadOnlySpan<char> text)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in text)
        {
            hash = (hash ^ (byte)c) * 1099511628211;
            hash = (hash ^ (byte)(c >> 8)) * 1099511628211;
        }

        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCD;
        return hash ^ (hash >> 33);
    }
}
