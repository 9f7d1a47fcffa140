namespace Tandem.Datasets.Columns;

/// <summary>A list in blocks: growing copies nothing and never needs twice the memory.</summary>
internal sealed class GrowingArray<T>
    where T : unmanaged
{
    private const int BlockShift = 16;
    private const int BlockItems = 1 << BlockShift;

    private readonly List<T[]> _blocks = [];

    public long Count { get; private set; }

    public T this[long index] => _blocks[(int)(index >> BlockShift)][index & (BlockItems - 1)];

    public void Add(T item)
    {
        int at = (int)(Count & (BlockItems - 1));
        if (at == 0)
        {
            _blocks.Add(new T[BlockItems]);
        }

        _blocks[^1][at] = item;
        Count++;
    }
}
