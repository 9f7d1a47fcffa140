using Tandem.Domain;

namespace Tandem.Training.Featurizing.Pictures;

/// <summary>
/// Items that pictures are drawn from, drawn by a seed and kept as they are fused; a build that goes on after an interruption has
/// only those that it still fuses. Safe for several threads, each with rows of its own.
/// </summary>
internal sealed class PictureSample
{
    private const int MaxItems = 5_000;

    private readonly Dictionary<int, int> _places = [];
    private readonly (ItemDescription Item, float[] Vector)?[] _kept;

    public PictureSample(int items, int dimension, int seed)
    {
        Dimension = dimension;
        var random = new Random(seed);
        int wanted = Math.Min(MaxItems, items);
        while (_places.Count < wanted)
        {
            _places.TryAdd(wanted == items ? _places.Count : random.Next(items), _places.Count);
        }

        _kept = new (ItemDescription, float[])?[wanted];
    }

    /// <summary>Length of a fused vector.</summary>
    public int Dimension { get; }

    /// <summary>The items that were kept, in an order that has nothing to do with theirs.</summary>
    public (ItemDescription Item, float[] Vector)[] Kept => [.. _kept.OfType<(ItemDescription, float[])>()];

    /// <summary>Keeps the item if it is one of those drawn.</summary>
    public void Offer(int row, ItemDescription item, ReadOnlySpan<float> vector)
    {
        if (_places.TryGetValue(row, out int place))
        {
            _kept[place] = (item with { Image = null, TextVector = null }, vector.ToArray());
        }
    }
}
