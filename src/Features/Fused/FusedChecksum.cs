using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Tandem.Features.Fused;

/// <summary>
/// SHA-256 of the SHA-256 sums of a file's blocks of 4 MiB, so that all processors can work on one file.
/// </summary>
internal static class FusedChecksum
{
    private const int BlockBytes = 4 << 20;

    /// <summary>The checksum of a file from <paramref name="start"/> to its end.</summary>
    public static byte[] Of(SafeFileHandle file, long start, CancellationToken cancellation)
    {
        long length = RandomAccess.GetLength(file) - start;
        int blocks = (int)((length + BlockBytes - 1) / BlockBytes);
        byte[] sums = new byte[blocks * SHA256.HashSizeInBytes];
        Parallel.For(
            0,
            blocks,
            new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
            static () => new byte[BlockBytes],
            (block, _, buffer) =>
            {
                long at = (long)block * BlockBytes;
                Span<byte> bytes = buffer.AsSpan(0, (int)Math.Min(BlockBytes, length - at));
                ReadExactly(file, bytes, start + at);
                SHA256.HashData(bytes, sums.AsSpan(block * SHA256.HashSizeInBytes));
                return buffer;
            },
            static _ => { });
        return SHA256.HashData(sums);
    }

    private static void ReadExactly(SafeFileHandle file, Span<byte> bytes, long at)
    {
        while (!bytes.IsEmpty)
        {
            int read = RandomAccess.Read(file, bytes, at);
            if (read == 0)
            {
                throw new EndOfStreamException("The file became shorter while it was read.");
            }

            bytes = bytes[read..];
            at += read;
        }
    }
}
