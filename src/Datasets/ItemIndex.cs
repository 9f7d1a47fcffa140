using System.Collections;
using System.Runtime.CompilerServices;
using System.Text;
using Tandem.Datasets.Columns;
using Tandem.Domain;

namespace Tandem.Datasets;

/// <summary>
/// All items of a dataset in their order, packed and without images and text vectors: each text once, attributes as codes. About 150 bytes an
/// item with a dozen attributes, against 3 KB and more as <see cref="ItemDescription"/>; one is made whenever it is asked
/// for. Thread-safe once loaded.
/// </summary>
public sealed class ItemIndex : IReadOnlyList<ItemDescription>
{
    /// <summary>
    /// Attribute values of more characters are prose and all kept as one value, <see cref="Prose"/>: kept apart they would
    /// fill the memory, and no two items share one. The attribute block does the same with the values themselves.
    /// </summary>
    public const int LongestValue = 256;

    private const int None = -1;

    /// <summary>Between name and value; a control character, which counts as a space wherever attributes are compared.</summary>
    private const char Separator = '\u001f';

    private readonly TextCodes _ids = new();
    private readonly TextCodes _models = new();
    private readonly TextCodes _categoryIds = new();
    private readonly TextCodes _pairs = new();
    private readonly GrowingArray<int> _model = new();
    private readonly GrowingArray<int> _category = new();
    private readonly TextArena _names = new();
    private readonly GrowingArray<int> _attributes = new();
    private readonly GrowingArray<long> _attributeEnd = new();
    private string[] _categoryNames = [];
    private StrongBox<ItemAttribute>?[] _cachedPairs = [];

    private ItemIndex()
    {
    }

    /// <summary>What stands for every value of more than <see cref="LongestValue"/> characters: itself such a value.</summary>
    public static string Prose { get; } = new('\u2026', LongestValue + 1);

    public int Count => _ids.Count;

    public ItemDescription this[int index] => new()
    {
        ItemId = Encoding.UTF8.GetString(_ids.Text(index)),
        ModelId = _model[index] == None ? null : Encoding.UTF8.GetString(_models.Text(_model[index])),
        Name = _names[index],
        CategoryId = _category[index] == None ? null : _categoryNames[_category[index]],
        Attributes = Attributes(index),
    };

    /// <summary>Reads the items of a dataset.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="threads">Threads that decode; at most so many row groups are in memory beside the index.</param>
    /// <param name="each">Sees every item whole, its image and text vector included, in order and on the calling thread. Null: those are not read.</param>
    /// <param name="progress">Counts items.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="TandemException">A file cannot be read, or an id comes twice; the message names the file and the row.</exception>
    public static ItemIndex Load(
        DatasetReader dataset,
        int threads,
        Action<ItemDescription>? each = null,
        IProgress<ProgressReport>? progress = null,
        CancellationToken cancellation = default)
    {
        var index = new ItemIndex();
        IEnumerable<(DatasetRowGroup Group, ItemDescription[] Items)> chunks = OrderedWork.Select(
            dataset.ItemGroups(), threads, group => (group, DatasetReader.ReadItems(group, embeddings: each is not null, cancellation).ToArray()));
        foreach ((DatasetRowGroup group, ItemDescription[] items) in chunks)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach ((int row, ItemDescription item) in items.Index())
            {
                index.Add(item, group, row);
                each?.Invoke(item);
            }

            progress?.Report(new ProgressReport("reading items", index.Count, dataset.Manifest.Items));
        }

        index._categoryNames = index._categoryIds.ToStrings();
        index._cachedPairs = new StrongBox<ItemAttribute>?[index._pairs.Count];
        return index;
    }

    /// <summary>Looks up the position of an item by the UTF-8 bytes of its id.</summary>
    public bool TryFind(ReadOnlySpan<byte> itemId, out int position) => _ids.TryFind(itemId, out position);

    /// <summary>The UTF-8 bytes of an item's id.</summary>
    public ReadOnlySpan<byte> IdOf(int position) => _ids.Text(position);

    /// <summary>The ids of all items in their order.</summary>
    public IEnumerable<string> Ids()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return Encoding.UTF8.GetString(_ids.Text(i));
        }
    }

    public IEnumerator<ItemDescription> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Add(ItemDescription item, DatasetRowGroup group, int row)
    {
        int position = _ids.Count;
        int earlier = _ids.CodeOf(item.ItemId);
        if (earlier < position)
        {
            throw new TandemException(
                $"{group.File} row group {group.Index} row {group.FirstRow + row}: the item id '{item.ItemId}' came before, as item {earlier}. Import the dataset again.");
        }

        _model.Add(item.ModelId is null ? None : _models.CodeOf(item.ModelId));
        _category.Add(item.CategoryId is null ? None : _categoryIds.CodeOf(item.CategoryId));
        _names.Add(item.Name);
        foreach (ItemAttribute attribute in item.Attributes)
        {
            string value = attribute.Value.Length > LongestValue ? Prose : attribute.Value;
            string name = attribute.Name.Replace(Separator, ' ');
            _attributes.Add(_pairs.CodeOf($"{name}{Separator}{value}"));
        }

        _attributeEnd.Add(_attributes.Count);
    }

    private ItemAttribute[] Attributes(int index)
    {
        long start = index == 0 ? 0 : _attributeEnd[index - 1];
        var attributes = new ItemAttribute[_attributeEnd[index] - start];
        for (int i = 0; i < attributes.Length; i++)
        {
            attributes[i] = Pair(_attributes[start + i]);
        }

        return attributes;
    }

    private ItemAttribute Pair(int code)
    {
        // Two threads may both make the same pair; either is right.
        if (_cachedPairs[code] is { } cached)
        {
            return cached.Value;
        }

        string text = Encoding.UTF8.GetString(_pairs.Text(code));
        int separator = text.IndexOf(Separator, StringComparison.Ordinal);
        var pair = new ItemAttribute(text[..separator], text[(separator + 1)..]);
        _cachedPairs[code] = new StrongBox<ItemAttribute>(pair);
        return pair;
    }
}
