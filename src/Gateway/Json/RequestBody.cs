using System.Buffers;
using Tandem.Gateway.Problems;

namespace Tandem.Gateway.Json;

/// <summary>A request's whole body in a pooled buffer, bounded.</summary>
internal sealed class RequestBody : IDisposable
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private readonly byte[] _buffer;

    private RequestBody(byte[] buffer, ReadOnlyMemory<byte> bytes)
    {
        _buffer = buffer;
        Bytes = bytes;
    }

    /// <summary>The bytes without a byte order mark; valid until disposed.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <exception cref="ProblemException">413, the body is longer than <paramref name="maxBytes"/>.</exception>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellation)
    {
        if (request.ContentLength > maxBytes)
            throw TooLarge(maxBytes);

        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(request.ContentLength + 1 ?? 16_384, maxBytes + 1L));
        int length = 0;
        try
        {
            while (true)
            {
                int read = await request.Body.ReadAsync(buffer.AsMemory(length), cancellation);
                if (read == 0)
                    break;

                length += read;
                if (length > maxBytes)
                    throw TooLarge(maxBytes);

                if (length == buffer.Length)
                    Grow(ref buffer, length);
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }

        ReadOnlyMemory<byte> bytes = buffer.AsMemory(0, length);
        return new RequestBody(buffer, bytes.Span.StartsWith(ByteOrderMark) ? bytes[ByteOrderMark.Length..] : bytes);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private static void Grow(ref byte[] buffer, int length)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    private static ProblemException TooLarge(int maxBytes) =>
        new(413, ProblemCodes.BodyTooLarge, $"The body may have at most {maxBytes} bytes. Send it in parts.");
}
