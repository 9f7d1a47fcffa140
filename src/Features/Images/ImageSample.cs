using Tandem.Domain;
using Tandem.Features.Numerics;

namespace Tandem.Features.Images;

/// <summary>
/// Gathers, from a stream of items, the images that the projection is fitted on: those whose items have the smallest seeded
/// hashes of their ids. The same items give the same sample in any order, and memory is bounded by
/// <see cref="ImageOptions.SampleItems"/>. Not thread-safe.
/// </summary>
public sealed class ImageSample
{
    private readonly int _most;
    private readonly ulong _seed;

    // The largest key on top: the one to drop. Ids break ties, so that even equal hashes do not depend on the order.
    private readonly PriorityQueue<float[], (ulong Hash, string ItemId)> _kept = new(new LargestFirst());
    private string? _firstId;

    public ImageSample(ImageOptions options, int seed)
    {
        _most = options.SampleItems;
        _seed = unchecked((ulong)seed * 0x9E3779B97F4A7C15);
    }

    /// <summary>Items seen, with an image or without.</summary>
    public long Items { get; private set; }

    /// <summary>Items seen that have an image.</summary>
    public long WithImage { get; private set; }

    /// <summary>Length of the images; 0 while none was seen.</summary>
    public int Dimension { get; private set; }

    public static ImageSample Of(IEnumerable<ItemDescription> items, ImageOptions options, int seed)
    {
        ImageSample sample = new(options, seed);
        foreach (ItemDescription item in items)
        {
            sample.Add(item);
        }

        return sample;
    }

    /// <exception cref="TandemException">The image is of another length than the others.</exception>
    public void Add(ItemDescription item)
    {
        Items++;
        if (item.Image is not { } image)
        {
            return;
        }

        WithImage++;
        _firstId ??= item.ItemId;
        Dimension = Dimension == 0 ? image.Length : Dimension;
        if (image.Length != Dimension || image.Length == 0)
        {
            throw new TandemException(
                $"The image embedding of item '{item.ItemId}' has {image.Length} dimensions, that of item '{_firstId}' {Dimension}. All images of a dataset must come from one model; fix or drop the field `image`.");
        }

        (ulong, string) key = (Mix(StableHash.Wide(item.ItemId) ^ _seed), item.ItemId);
        if (_kept.Count < _most)
        {
            _kept.Enqueue(image, key);
        }
        else
        {
            _kept.EnqueueDequeue(image, key);
        }
    }

    /// <summary>The sample with the ids, in the order of the hashes.</summary>
    internal IReadOnlyList<(string ItemId, float[] Image)> Drawn() =>
        [.. _kept.UnorderedItems.OrderBy(entry => entry.Priority.Hash).ThenBy(entry => entry.Priority.ItemId, StringComparer.Ordinal).Select(entry => (entry.Priority.ItemId, entry.Element))];

    private static ulong Mix(ulong key)
    {
        // The finaliser of MurmurHash3: every bit of the seed reaches every bit of the key.
        key = (key ^ (key >> 33)) * 0xFF51AFD7ED558CCD;
        key = (key ^ (key >> 33)) * 0xC4CEB9FE1A85EC53;
        return key ^ (key >> 33);
    }

    private sealed class LargestFirst : IComparer<(ulong Hash, string ItemId)>
    {
        public int Compare((ulong Hash, string ItemId) x, (ulong Hash, string ItemId) y) =>
            x.Hash != y.Hash ? y.Hash.CompareTo(x.Hash) : string.CompareOrdinal(y.ItemId, x.ItemId);
    }
}
