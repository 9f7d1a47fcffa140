namespace Tandem.Retrieval.Live;

/// <summary>
/// A persistent list that only grows. Appending gives a new list; whoever appends to the longest one writes into the shared array, anyone else
/// copies it first. Immutable and thread-safe: no list reads beyond its own count.
/// </summary>
internal sealed class AppendLog<T>
{
    private const int FirstCapacity = 64;
    private readonly Shared _shared;

    private AppendLog(Shared shared, int count)
    {
        _shared = shared;
        Count = count;
    }

    public static AppendLog<T> Empty { get; } = new(new Shared([], 0), 0);

    public int Count { get; }

    public ReadOnlySpan<T> Items => _shared.Array.AsSpan(0, Count);

    public T this[int index] => Items[index];

    public AppendLog<T> Append(T item)
    {
        // Who moves the shared length from our count on owns the place behind our last item.
        Shared shared = Count < _shared.Array.Length && Interlocked.CompareExchange(ref _shared.Length, Count + 1, Count) == Count
            ? _shared
            : CopyWithRoom();
        shared.Array[Count] = item;
        return new AppendLog<T>(shared, Count + 1);
    }

    private Shared CopyWithRoom()
    {
        T[] array = new T[Math.Max(FirstCapacity, 2 * Count)];
        Items.CopyTo(array);
        return new Shared(array, Count + 1);
    }

    /// <summary>The array and how much of it any list has taken.</summary>
    private sealed class Shared(T[] array, int length)
    {
        public readonly T[] Array = array;
        public int Length = length;
    }
}
