using System.Runtime.InteropServices;
using System.Text;

namespace Tandem.Features.Format;

/// <summary>Writes the parts of a fit, little-endian; arrays and texts carry their length before them.</summary>
internal sealed class FitWriter(Stream stream) : IDisposable
{
    private readonly BinaryWriter _writer = new(stream, Encoding.UTF8, leaveOpen: true);

    public void Write(int value) => _writer.Write(value);

    public void Write(long value) => _writer.Write(value);

    public void Write(ulong value) => _writer.Write(value);

    public void Write(double value) => _writer.Write(value);

    public void Write(string value) => _writer.Write(value);

    public void Write(ReadOnlySpan<float> values) => WriteArray(values);

    public void Write(ReadOnlySpan<double> values) => WriteArray(values);

    public void Write(ReadOnlySpan<int> values) => WriteArray(values);

    public void Dispose() => _writer.Dispose();

    private void WriteArray<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        const int Chunk = 1 << 20;
        _writer.Write(values.Length);
        for (int start = 0; start < values.Length; start += Chunk)
        {
            _writer.Write(MemoryMarshal.AsBytes(values.Slice(start, Math.Min(Chunk, values.Length - start))));
        }
    }
}
