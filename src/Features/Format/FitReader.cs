using System.Runtime.InteropServices;
using System.Text;
using Tandem.Domain;

namespace Tandem.Features.Format;

/// <summary>Reads what <see cref="FitWriter"/> wrote.</summary>
internal sealed class FitReader(Stream stream) : IDisposable
{
    private readonly BinaryReader _reader = new(stream, Encoding.UTF8, leaveOpen: true);

    public int Int() => _reader.ReadInt32();

    public long Long() => _reader.ReadInt64();

    public ulong ULong() => _reader.ReadUInt64();

    public double Double() => _reader.ReadDouble();

    public string Text() => _reader.ReadString();

    public float[] Floats() => Array<float>();

    /// <exception cref="TandemException">Another number of values follows.</exception>
    public void FloatsInto(Span<float> destination)
    {
        float[] values = Floats();
        if (values.Length != destination.Length)
        {
            throw new TandemException($"The file has {values.Length} values where {destination.Length} belong.");
        }

        values.CopyTo(destination);
    }

    public double[] Doubles() => Array<double>();

    public int[] Ints() => Array<int>();

    /// <summary>A number of elements that follow, each of at least one byte.</summary>
    public int Count() => CheckedCount(1);

    public void Dispose() => _reader.Dispose();

    private T[] Array<T>()
        where T : unmanaged
    {
        T[] values = new T[CheckedCount(Marshal.SizeOf<T>())];
        stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private int CheckedCount(int elementSize)
    {
        int count = _reader.ReadInt32();
        long left = stream.Length - stream.Position;
        if (count < 0 || (long)count * elementSize > left)
        {
            throw new TandemException(
                $"The fitted features are inconsistent at byte {stream.Position} of the payload: {count} elements are announced, {left} bytes are left. Build them again with `tandem features build`.");
        }

        return count;
    }
}
