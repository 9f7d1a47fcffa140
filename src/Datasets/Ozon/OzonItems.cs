using System.Globalization;
using ParquetSharp;
using Tandem.Datasets.Columns;
using Tandem.Datasets.Importing;
using Tandem.Domain;

namespace Tandem.Datasets.Ozon;

/// <summary>
/// <c>items</c>: an item a row. Attributes without a name or value are left out. Units are decoded on several threads; one
/// after the other, in order, they are judged, since of several rows with one id the first is taken and the first image says
/// how long all are; and they are encoded on several threads again.
/// </summary>
internal sealed class OzonItems(OzonImport import)
{
    /// <summary>Why an event of an item that was not taken is rejected.</summary>
    public const string Unknown = "unknown item";

    private readonly OzonProgress _progress = import.Progress(OzonSchema.Items);
    private int _imageLength;

    public void Import(CancellationToken cancellation)
    {
        int threads = import.Memory.ItemThreads;
        IEnumerable<OzonItemUnit> decoded = OrderedWork.Select(import.Units(OzonSchema.Items), threads, unit => Load(unit, cancellation));
        foreach (OzonItemUnit done in OrderedWork.Select(decoded.Select(Judge), threads, unit => Encode(unit, cancellation)))
        {
            if (done.Taken is null)
            {
                _progress.Add(done.Unit.Rows);
            }
        }

        import.RequireAnyOf(OzonSchema.Items);
    }

    /// <summary>Reads a unit, or of one that an earlier run has imported the ids.</summary>
    private OzonItemUnit Load(OzonUnit unit, CancellationToken cancellation)
    {
        if (import.Finished(unit) is { } finished)
        {
            var ids = new IdSet();
            try
            {
                if (finished.Rows > 0)
                {
                    PartIds.AddTo(ids, import.PartOf(unit), "item_id", cancellation);
                }

                return new OzonItemUnit(unit) { Taken = ids, ImageLength = finished.ImageLength };
            }
            catch (DamagedInputException)
            {
                // The part was spoilt since: the unit is imported again.
            }
        }

        var loaded = new OzonItemUnit(unit);
        List<OzonItemRow> rows = [];
        foreach (OzonOutcome outcome in OzonGroups.Read(unit, group => ReadGroup(group, rows, cancellation), cancellation))
        {
            loaded.Groups.Add((rows, outcome));
            rows = [];
        }

        return loaded;
    }

    /// <summary>Decides which rows are taken. Called for one unit after the other, in order.</summary>
    private OzonItemUnit Judge(OzonItemUnit unit)
    {
        if (unit.Taken is { } taken)
        {
            import.KnownItems.UnionWith(taken);
            _imageLength = unit.ImageLength;
            return unit;
        }

        foreach (OzonItemRow row in unit.Groups.SelectMany(static group => group.Rows))
        {
            _imageLength = _imageLength == 0 ? row.Image.Length : _imageLength;
            bool otherLength = row.Image.Mixed || (row.Image.Length > 0 && row.Image.Length != _imageLength);
            row.Reason = this switch
            {
                _ when row.Id == IntegerCodes.NoId => "item without an id",
                _ when otherLength => FormattableString.Invariant($"image of another length than {_imageLength}"),
                _ when !import.KnownItems.Add(row.Id) => "item id came before",
                _ => null,
            };
        }

        unit.ImageLength = _imageLength;
        return unit;
    }

    private OzonItemUnit Encode(OzonItemUnit unit, CancellationToken cancellation)
    {
        if (unit.Taken is not null)
        {
            return unit;
        }

        using OzonUnitRun run = import.Begin(unit.Unit);
        using var part = new ItemParts(import.Folder, DurableFile.Next(unit.Unit.PartName));
        bool hasImages = false;
        foreach ((List<OzonItemRow> rows, OzonOutcome outcome) in unit.Groups)
        {
            foreach (OzonItemRow row in rows)
            {
                cancellation.ThrowIfCancellationRequested();
                if (row.Reason is not null)
                {
                    run.Reject(row.Row, row.Reason, $"{(row.Id == IntegerCodes.NoId ? "null" : row.Item.ItemId)} {row.Item.Name}");
                    continue;
                }

                run.Taken++;
                hasImages |= row.Item.Image is not null;
                part.Write(row.Item);
            }

            run.Book(outcome);
        }

        part.EndPart();
        import.End(run, part.Rows, result => result with { ImageLength = unit.ImageLength, HasImages = hasImages });
        return new OzonItemUnit(unit.Unit);
    }

    private static void ReadGroup(OzonGroup group, List<OzonItemRow> rows, CancellationToken cancellation)
    {
        RowGroup columns = group.Columns;
        IntegerLeaf itemId = columns.Integers(OzonSchema.ItemId);
        Leaf<ByteArray> name = columns.Text(OzonSchema.ItemName);
        Leaf<ByteArray> attributeNames = columns.Text(OzonSchema.Attributes, OzonSchema.AttributeName);
        Leaf<ByteArray> attributeValues = columns.Text(OzonSchema.Attributes, OzonSchema.AttributeValue);
        Leaf<float> images = columns.Floats(OzonSchema.Image);
        IntegerLeaf catalogId = columns.Integers(OzonSchema.CatalogId);
        IntegerLeaf modelId = columns.Integers(OzonSchema.ModelId);
        var image = new OzonImages();
        var texts = new SharedTexts();
        var names = new List<string?>();
        var values = new List<string?>();
        for (; group.Whole < columns.Rows; group.Whole++)
        {
            cancellation.ThrowIfCancellationRequested();
            bool hasId = itemId.TryRead(out long id);
            string? text = name.ReadString();
            attributeNames.ReadList(names, texts.Of, null);
            attributeValues.ReadList(values, texts.Of, null);
            OzonImage picture = image.Read(images);
            bool hasCategory = catalogId.TryRead(out long category);
            bool hasModel = modelId.TryRead(out long model);
            rows.Add(new OzonItemRow
            {
                Row = group.FirstRow + group.Whole,
                Id = hasId ? id : IntegerCodes.NoId,
                Image = picture,
                Item = new ItemDescription
                {
                    ItemId = Text(id),
                    ModelId = hasModel ? Text(model) : null,
                    Name = string.IsNullOrWhiteSpace(text) ? null : text,
                    CategoryId = hasCategory ? Text(category) : null,
                    Attributes = Pairs(names, values),
                    Image = picture.Values,
                },
            });
        }
    }

    private static ItemAttribute[] Pairs(List<string?> names, List<string?> values)
    {
        var pairs = new List<ItemAttribute>(names.Count);
        for (int i = 0; i < names.Count && i < values.Count; i++)
        {
            if (!string.IsNullOrEmpty(names[i]) && !string.IsNullOrEmpty(values[i]))
            {
                pairs.Add(new ItemAttribute(names[i]!, values[i]!));
            }
        }

        return [.. pairs];
    }

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
