using System.Text.Json;
using ParquetSharp;
using Tandem.Datasets.Columns;
using Tandem.Domain;

namespace Tandem.Datasets;

/// <summary>Reads a dataset folder, a row group at a time. Safe for several readers at once.</summary>
public sealed class DatasetReader
{
    private DatasetReader(string folder, DatasetManifest manifest)
    {
        Folder = folder;
        Manifest = manifest;
    }

    /// <summary>The folder that was opened.</summary>
    public string Folder { get; }

    public DatasetManifest Manifest { get; }

    /// <summary>The file that <see cref="Manifest"/> came from.</summary>
    public string ManifestFile => Path.Combine(Folder, DatasetLayout.ManifestFile);

    /// <summary>Opens a dataset folder.</summary>
    /// <exception cref="TandemException">The folder is no dataset, or of a newer format.</exception>
    public static DatasetReader Open(string folder)
    {
        string file = Path.Combine(folder, DatasetLayout.ManifestFile);
        if (!File.Exists(file))
        {
            throw new TandemException($"{folder} is no dataset: it has no {DatasetLayout.ManifestFile}. Make one with `tandem import`.");
        }

        DatasetManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(File.ReadAllText(file), ManifestJson.Default.DatasetManifest);
        }
        catch (JsonException e)
        {
            throw new TandemException($"{file}: {e.Message} Import the dataset again.", e);
        }

        return manifest switch
        {
            null => throw new TandemException($"{file} is empty. Import the dataset again."),
            { FormatVersion: < 1 or > DatasetManifest.CurrentFormatVersion } => throw new TandemException(
                $"{file}: format version {manifest.FormatVersion}; this version reads 1 to {DatasetManifest.CurrentFormatVersion}."),
            _ => new DatasetReader(folder, manifest),
        };
    }

    /// <summary>All events in stored order.</summary>
    public IEnumerable<ShopEvent> ReadEvents(CancellationToken cancellation = default)
    {
        foreach (string file in DatasetLayout.Parts(Folder, DatasetLayout.EventsFolder))
        {
            using ParquetTable table = ParquetTable.Open(file);
            long row = 0;
            for (int index = 0; index < table.RowGroups; index++)
            {
                using RowGroup group = table.OpenRowGroup(index);
                var events = new EventLeaves(group);
                for (long i = 0; i < group.Rows; i++, row++)
                {
                    if ((i & 0xFFF) == 0)
                    {
                        cancellation.ThrowIfCancellationRequested();
                    }

                    yield return events.Read(file, row);
                }
            }
        }
    }

    /// <summary>The time of every event in stored order, in milliseconds since 1970-01-01 UTC.</summary>
    public IEnumerable<long> ReadTimes(CancellationToken cancellation = default)
    {
        foreach (string file in DatasetLayout.Parts(Folder, DatasetLayout.EventsFolder))
        {
            using ParquetTable table = ParquetTable.Open(file);
            for (int index = 0; index < table.RowGroups; index++)
            {
                cancellation.ThrowIfCancellationRequested();
                using RowGroup group = table.OpenRowGroup(index);
                TimestampLeaf occurredAt = group.Timestamps("occurred_at");
                for (long row = 0; row < group.Rows; row++)
                {
                    yield return occurredAt.TryRead(out long time) ? time : throw Null(file, row, "occurred_at");
                }
            }
        }
    }

    /// <summary>All items in stored order; the order defines the items' dense indices.</summary>
    public IEnumerable<ItemDescription> ReadItems(CancellationToken cancellation = default) =>
        ItemGroups().SelectMany(group => ReadItems(group, embeddings: true, cancellation));

    /// <summary>The row groups of the items in stored order: what several threads can read apart from each other.</summary>
    public IEnumerable<DatasetRowGroup> ItemGroups() => DatasetRowGroup.Of(DatasetLayout.Parts(Folder, DatasetLayout.ItemsFolder));

    /// <summary>The files of the events in stored order.</summary>
    public IReadOnlyList<string> EventFiles() => DatasetLayout.Parts(Folder, DatasetLayout.EventsFolder);

    /// <summary>The items of one row group.</summary>
    /// <param name="rows">One of <see cref="ItemGroups"/>.</param>
    /// <param name="embeddings">False leaves images and text vectors unread, which are most of the bytes.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static IEnumerable<ItemDescription> ReadItems(DatasetRowGroup rows, bool embeddings = true, CancellationToken cancellation = default)
    {
        using ParquetTable table = ParquetTable.Open(rows.File);
        using RowGroup group = table.OpenRowGroup(rows.Index);
        Leaf<ByteArray> itemId = group.Text("item_id");
        Leaf<ByteArray> modelId = group.Text("model_id");
        Leaf<ByteArray> name = group.Text("name");
        Leaf<ByteArray> categoryId = group.Text("category_id");
        Leaf<ByteArray> attributeNames = group.Text("attribute_names");
        Leaf<ByteArray> attributeValues = group.Text("attribute_values");
        Leaf<float>? image = embeddings ? group.Floats("image") : null;
        Leaf<float>? textVector = embeddings && table.Has("text_vector") ? group.Floats("text_vector") : null;
        Leaf<double> price = group.Doubles("price");
        Leaf<bool> available = group.Booleans("available");
        var names = new List<string?>();
        var values = new List<string?>();
        var texts = new SharedTexts();
        float[] floats = [];
        for (long i = 0; i < group.Rows; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            long row = rows.FirstRow + i;
            attributeNames.ReadList(names, texts.Of, null);
            attributeValues.ReadList(values, texts.Of, null);
            yield return new ItemDescription
            {
                ItemId = itemId.ReadString() ?? throw Null(rows.File, row, "item_id"),
                ModelId = modelId.ReadString(),
                Name = name.ReadString(),
                CategoryId = categoryId.ReadString(),
                Attributes = Attributes(rows.File, row, names, values),
                Image = Embedding(image, ref floats),
                TextVector = Embedding(textVector, ref floats),
                Price = price.TryRead(out double money) ? money : null,
                Available = !available.TryRead(out bool shown) || shown,
            };
        }
    }

    /// <summary>The category tree in stored order.</summary>
    public IEnumerable<Category> ReadCategories(CancellationToken cancellation = default) => ReadTree(cancellation).Select(static read => read.Category);

    /// <summary>File, row group and row of a category, for messages; the folder if there is none.</summary>
    public string PlaceOf(string categoryId, CancellationToken cancellation = default) =>
        ReadTree(cancellation).FirstOrDefault(read => read.Category.CategoryId == categoryId).Place ?? Path.Combine(Folder, DatasetLayout.CategoriesFolder);

    private IEnumerable<(Category Category, string Place)> ReadTree(CancellationToken cancellation)
    {
        foreach (string file in DatasetLayout.Parts(Folder, DatasetLayout.CategoriesFolder))
        {
            using ParquetTable table = ParquetTable.Open(file);
            for (int index = 0; index < table.RowGroups; index++)
            {
                using RowGroup group = table.OpenRowGroup(index);
                Leaf<ByteArray> categoryId = group.Text("category_id");
                Leaf<ByteArray> parentId = group.Text("parent_id");
                Leaf<ByteArray> name = group.Text("name");
                for (long row = 0; row < group.Rows; row++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    string id = categoryId.ReadString() ?? throw Null(file, row, "category_id");
                    yield return (new Category(id, parentId.ReadString(), name.ReadString() ?? id), $"{file} row group {index} row {row}");
                }
            }
        }
    }

    /// <summary>An empty list is none.</summary>
    private static float[]? Embedding(Leaf<float>? leaf, ref float[] buffer)
    {
        int length = leaf?.ReadValues(ref buffer) ?? 0;
        return length == 0 ? null : buffer.AsSpan(0, length).ToArray();
    }

    private static ItemAttribute[] Attributes(string file, long row, List<string?> names, List<string?> values)
    {
        if (names.Count != values.Count)
        {
            throw new TandemException($"{file} row {row}: {names.Count} attribute names but {values.Count} values.");
        }

        var attributes = new List<ItemAttribute>(names.Count);
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] is { } name && values[i] is { } value)
            {
                attributes.Add(new ItemAttribute(name, value));
            }
        }

        return attributes.ToArray();
    }

    internal static TandemException Null(string file, long row, string field) => new($"{file} row {row}: {field} is null.");
}
