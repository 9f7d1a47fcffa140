using System.Collections;
using System.Runtime.CompilerServices;

namespace Tandem.Datasets;

/// <summary>
/// One column of events: in memory, or mapped from a file by an <see cref="EventSpace"/>, which must then outlive it. Read
/// alike either way. Thread-safe for reading.
/// </summary>
/// <typeparam name="T">Type of the values.</typeparam>
[CollectionBuilder(typeof(EventColumn), nameof(EventColumn.Of))]
public readonly unsafe struct EventColumn<T> : IReadOnlyList<T>
    where T : unmanaged
{
    private readonly T[]? _array;
    private readonly T* _mapped;

    internal EventColumn(T[] array)
    {
        _array = array;
        Length = array.Length;
    }

    internal EventColumn(T* mapped, int length)
    {
        _mapped = mapped;
        Length = length;
    }

    public int Length { get; }

    int IReadOnlyCollection<T>.Count => Length;

    public T this[int row] => AsSpan()[row];

    public static implicit operator EventColumn<T>(T[] values) => new(values);

    /// <summary>All values.</summary>
    public ReadOnlySpan<T> AsSpan() => Writable;

    public ReadOnlySpan<T>.Enumerator GetEnumerator() => AsSpan().GetEnumerator();

    IEnumerator<T> IEnumerable<T>.GetEnumerator()
    {
        for (int row = 0; row < Length; row++)
        {
            yield return this[row];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<T>)this).GetEnumerator();

    /// <summary>For who fills the column.</summary>
    internal Span<T> Writable => _array is not null ? _array.AsSpan(0, Length) : new Span<T>(_mapped, Length);

    /// <summary>The first values; the same memory.</summary>
    internal EventColumn<T> First(int length) => _array is not null ? new(_array[..length]) : new(_mapped, Math.Min(length, Length));
}

/// <summary>Makes columns that lie in memory.</summary>
public static class EventColumn
{
    public static EventColumn<T> Of<T>(ReadOnlySpan<T> values)
        where T : unmanaged => new(values.ToArray());
}
