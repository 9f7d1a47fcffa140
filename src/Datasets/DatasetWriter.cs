using Tandem.Datasets.Columns;
using Tandem.Domain;

namespace Tandem.Datasets;

/// <summary>
/// Writes a dataset folder in bounded memory. The folder appears under its name only when <see cref="Complete"/> has run,
/// so a half-written dataset is never taken for a whole one. Not thread-safe.
/// </summary>
public sealed class DatasetWriter : IDisposable
{
    private readonly DatasetFolder _folder;
    private readonly EventParts _events;
    private readonly ItemParts _items;
    private readonly CategoryParts _categories;

    // 64-bit hashes: at a hundred million ids the chance of one collision is below 1 in 3,000.
    private readonly HashSet<ulong> _users = [];
    private readonly HashSet<ulong> _itemIds = [];
    private DateTimeOffset? _first;
    private DateTimeOffset? _last;
    private int _imageDimension;
    private int _textVectorDimension;
    private bool _completed;

    private DatasetWriter(DatasetFolder folder)
    {
        _folder = folder;
        _events = new EventParts(PartialFolder);
        _items = new ItemParts(PartialFolder);
        _categories = new CategoryParts(PartialFolder);
    }

    /// <summary>Where the files lie until <see cref="Complete"/>: <c>{folder}.partial</c>. More files may be put there.</summary>
    public string PartialFolder => _folder.Partial;

    /// <summary>Begins a dataset at <paramref name="folder"/>.</summary>
    /// <exception cref="TandemException">
    /// The folder exists and is not an older dataset, another writer is at work on it, or it holds an unfinished import.
    /// </exception>
    public static DatasetWriter Create(string folder)
    {
        DatasetFolder held = DatasetFolder.Hold(folder);
        try
        {
            held.Empty();
            return new DatasetWriter(held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Adds an event; times are kept to the millisecond, rounded down.</summary>
    public void Write(ShopEvent row)
    {
        Require(row.EventId, "event", "event_id", _events.Rows);
        Require(row.UserId, "event", "user_id", _events.Rows);
        Require(row.ItemId, "event", "item_id", _events.Rows);
        _events.Write(row);
        _users.Add(TextBytes.Hash(row.UserId));
        _first = _first is { } first && first <= row.OccurredAt ? first : row.OccurredAt;
        _last = _last is { } last && last >= row.OccurredAt ? last : row.OccurredAt;
    }

    /// <summary>Adds an item.</summary>
    /// <exception cref="TandemException">The id came before, or the image or the text vector has another length than earlier ones.</exception>
    public void Write(ItemDescription row)
    {
        Require(row.ItemId, "item", "item_id", _items.Rows);
        RequireLength(row.ItemId, "an image vector", row.Image, ref _imageDimension);
        RequireLength(row.ItemId, "a text vector", row.TextVector, ref _textVectorDimension);

        if (!_itemIds.Add(TextBytes.Hash(row.ItemId)))
        {
            throw new TandemException($"The item id '{row.ItemId}' came twice; item ids must be unique.");
        }

        _items.Write(row);
    }

    public void Write(Category row)
    {
        Require(row.CategoryId, "category", "category_id", _categories.Rows);
        _categories.Write(row);
    }

    /// <summary>
    /// Writes the manifest, with the counts, times and lengths of vectors filled in, and moves the folder to its name; an older
    /// dataset there is replaced.
    /// </summary>
    public DatasetManifest Complete(DatasetManifest manifest)
    {
        ObjectDisposedException.ThrowIf(_completed, this);
        _events.EndPart();
        _items.EndPart();
        _categories.EndPart();
        manifest = manifest with
        {
            FormatVersion = DatasetManifest.CurrentFormatVersion,
            Events = _events.Rows,
            Users = _users.Count,
            Items = _items.Rows,
            Categories = _categories.Rows,
            ImageDimension = _imageDimension,
            TextVectorDimension = _textVectorDimension,
            FirstEventAt = _first,
            LastEventAt = _last,
        };
        _folder.Complete(manifest);
        _completed = true;
        return manifest;
    }

    /// <summary>Removes what was written unless <see cref="Complete"/> has run.</summary>
    public void Dispose()
    {
        _events.Dispose();
        _items.Dispose();
        _categories.Dispose();
        if (!_completed)
        {
            DatasetFolder.Remove(PartialFolder);
        }

        _folder.Dispose();
    }

    /// <summary>The first vector says how long all of them are.</summary>
    private static void RequireLength(string itemId, string what, float[]? vector, ref int dimension)
    {
        if (vector is not { Length: > 0 })
        {
            return;
        }

        dimension = dimension == 0 ? vector.Length : dimension;
        if (dimension != vector.Length)
        {
            throw new TandemException(
                $"Item '{itemId}' has {what} of {vector.Length} floats, earlier items of {dimension}; all must be of one length.");
        }
    }

    private static void Require(string? value, string table, string field, long row)
    {
        if (string.IsNullOrEmpty(value))
        {
            throw new TandemException($"The {table} in row {row} has no {field}.");
        }
    }
}
