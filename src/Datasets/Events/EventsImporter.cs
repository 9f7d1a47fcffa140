using System.Globalization;
using Tandem.Datasets.Columns;
using Tandem.Datasets.Importing;
using Tandem.Datasets.Tables;
using Tandem.Domain;

namespace Tandem.Datasets.Events;

/// <summary>
/// Imports a table of events, one row an event, from CSV, TSV, NDJSON or Parquet: a file, or a folder of them such as the event archive of
/// a node. A row without an event id gets <c>{file}-{line}</c>; of several rows with one id the first is taken. Items come from a table of
/// their own, or are those that the events name.
/// </summary>
public sealed class EventsImporter
{
    private const string EventStage = "importing events";
    private const string ItemStage = "importing items";

    private readonly ColumnMap _map;
    private readonly DatasetWriter _writer;
    private readonly RejectedRows _rejected;
    private readonly HashSet<ulong> _eventIds = [];
    private readonly HashSet<string> _items = new(StringComparer.Ordinal);
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);
    private readonly ItemCategories _categories;
    private bool _delivered;
    private long _taken;

    private EventsImporter(ColumnMap map, ItemCategories categories, DatasetWriter writer, RejectedRows rejected)
    {
        _map = map;
        _categories = categories;
        _writer = writer;
        _rejected = rejected;
    }

    /// <summary>Imports <paramref name="source"/> into the dataset folder <paramref name="outFolder"/>.</summary>
    /// <param name="itemsFile">The items; null for those that the events name, known by their ids only.</param>
    /// <param name="tree">The category tree; null: it is made of the items' paths, if they have any.</param>
    /// <exception cref="TandemException">A file cannot be read, or there is none.</exception>
    public static ImportReport Import(
        string source,
        string? itemsFile,
        ColumnMap map,
        string outFolder,
        IReadOnlyList<Category>? tree = null,
        IProgress<ProgressReport>? progress = null,
        CancellationToken cancellation = default)
    {
        string[] files = EventSources.Find(source);
        using DatasetWriter writer = DatasetWriter.Create(outFolder);
        using var rejected = new RejectedRows(writer.PartialFolder);
        var importer = new EventsImporter(map, new ItemCategories(tree), writer, rejected);
        void Report(ProgressReport report)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(report);
        }

        if (itemsFile is not null)
        {
            foreach (TableRow row in TableFile.Read(itemsFile, map.Delimiter[0], Report, ItemStage))
                importer.AddItem(Path.GetFileName(itemsFile), row);
        }

        for (int number = 0; number < files.Length; number++)
        {
            string stage = files.Length == 1 ? EventStage : $"{EventStage}, file {number + 1} of {files.Length}";
            foreach (TableRow row in TableFile.Read(files[number], map.Delimiter[0], Report, stage))
                importer.AddEvent(Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(source))!, files[number]), row);
        }

        return importer.Complete(source);
    }

    private void AddEvent(string file, TableRow row)
    {
        string? reason = row.Problem ?? Parse(file, row, out ShopEvent? shopEvent) ?? Take(shopEvent!);
        if (reason is not null)
            _rejected.Add(file, row.Line, reason, row.Raw);
    }

    private string? Take(ShopEvent shopEvent)
    {
        if (!_eventIds.Add(TextBytes.Hash(shopEvent.EventId)))
            return "event id came before";

        _writer.Write(shopEvent);
        _named.Add(shopEvent.ItemId);
        _delivered |= shopEvent.Action == EventAction.Delivered;
        _taken++;
        return null;
    }

    private string? Parse(string file, TableRow row, out ShopEvent? shopEvent)
    {
        shopEvent = null;
        string? Field(string name) => _map.EventField(row.Values, name);
        string? word = _map.Action ?? Field("action");
        string? when = Field("occurredAt");
        string? value = Field("value");
        double money = 0;
        EventAction action = default;
        DateTimeOffset time = default;
        string? reason = this switch
        {
            _ when string.IsNullOrEmpty(Field("userId")) => "no user",
            _ when string.IsNullOrEmpty(Field("itemId")) => "no item",
            _ when string.IsNullOrEmpty(word) => "no action",
            _ when !EventActions.TryParse(_map.Actions.GetValueOrDefault(word, word), out action) => "unknown action",
            _ when when is null => "no time",
            _ when !EventTime.TryRead(when, out time) => "no time between 2000 and 2100",
            _ when value is not null && !TryNumber(value, out money) => "value is no number",
            _ => null,
        };
        if (reason is null)
        {
            shopEvent = new ShopEvent
            {
                EventId = Field("eventId") is { Length: > 0 } id ? id : string.Create(CultureInfo.InvariantCulture, $"{file}-{row.Line}"),
                UserId = Field("userId")!,
                ItemId = Field("itemId")!,
                Action = action,
                OccurredAt = time,
                Widget = Field("widget"),
                OrderId = Field("orderId"),
                Value = value is null ? null : money,
            };
        }

        return reason;
    }

    private void AddItem(string file, TableRow row)
    {
        string? Field(string name) => _map.ItemField(row.Values, name);
        string? id = Field("itemId");
        string? available = Field("available");
        string? price = Field("price");
        double money = 0;
        string? reason = row.Problem ?? this switch
        {
            _ when string.IsNullOrEmpty(id) => "no item",
            _ when price is not null && !TryNumber(price, out money) => "price is no number",
            _ when available is not (null or "true" or "false" or "1" or "0") => "available is none of true, false, 1, 0",
            _ when !_items.Add(id) => "item id came before",
            _ => null,
        };
        if (reason is not null)
        {
            _rejected.Add(file, row.Line, reason, row.Raw);
            return;
        }

        _taken++;
        _writer.Write(new ItemDescription
        {
            ItemId = id!,
            ModelId = Field("modelId"),
            Name = Field("name"),
            CategoryId = _categories.Of(Field("categoryId"), Field("categoryPath")),
            Attributes = [.. row.Values.Where(value => value.Value is { Length: > 0 } && !_map.IsItemField(value.Key)).Select(value => new ItemAttribute(value.Key, value.Value!))],
            Price = price is null ? null : money,
            Available = available is not ("false" or "0"),
        });
    }

    private ImportReport Complete(string source)
    {
        string[] unknown = [.. _named.Except(_items).Order(StringComparer.Ordinal)];
        foreach (string item in unknown)
            _writer.Write(new ItemDescription { ItemId = item });

        foreach (Category category in _categories.Tree)
            _writer.Write(category);

        _rejected.Dispose();
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(source));
        DatasetManifest manifest = _writer.Complete(new DatasetManifest
        {
            Name = Path.GetFileNameWithoutExtension(name),
            Source = $"events {name}",
            Outcome = _map.Outcome is { } wanted ? (wanted == "delivered" ? EventAction.Delivered : EventAction.Order) : (_delivered ? EventAction.Delivered : EventAction.Order),
            Rejected = _rejected.Counts,
        });
        return new ImportReport
        {
            Manifest = manifest,
            Read = _taken + _rejected.Total,
            Taken = _taken,
            Rejected = _rejected.Counts,
            Samples = _rejected.Samples,
            Notes = new Dictionary<string, long>
            {
                ["items known by their id only"] = unknown.Length,
                ["items in a category that the tree does not have"] = _categories.Unknown,
            },
        };
    }

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}
