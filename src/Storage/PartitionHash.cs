using System.Buffers;
using System.Text;

namespace Tandem.Storage;

/// <summary>
/// The hash that assigns users to partitions: 64-bit FNV-1a (Fowler, Noll, Vo) over the UTF-8 bytes, then MurmurHash3's 64-bit finaliser.
/// The results are stored in files: never change it.
/// </summary>
public static class PartitionHash
{
    private const int StackBytes = 256;

    /// <summary>The hash of a text's UTF-8 bytes.</summary>
    public static ulong Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (most <= StackBytes)
        {
            Span<byte> bytes = stackalloc byte[StackBytes];
            return Of(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(most);
        ulong hash = Of(rented.AsSpan(0, Encoding.UTF8.GetBytes(text, rented)));
        ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    /// <summary>The partition of a user, 0 to <paramref name="partitions"/> - 1.</summary>
    public static int PartitionOf(string userId, int partitions) => (int)(Of(userId) % (uint)partitions);

    private static ulong Of(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 14695981039346656037;
        foreach (byte b in bytes)
            hash = (hash ^ b) * 1099511628211;

        // The low bits of FNV-1a depend only on the low bits of the input, which would skew a modulo by a power of two.
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return hash ^ (hash >> 33);
    }
}
