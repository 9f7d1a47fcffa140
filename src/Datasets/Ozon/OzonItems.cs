using System.Globalization;
using ParquetSharp;
using Tandem.Datasets.Columns;
using Tandem.Domain;

namespace Tandem.Datasets.Ozon;

/// <summary><c>items</c>: an item a row. Attributes without a name or value are left out; an image with a hole is no image.</summary>
internal sealed class OzonItems(OzonImport import)
{
    private readonly SharedTexts _texts = new();
    private int _imageLength;

    public void Read(CancellationToken cancellation) => import.ReadTable(OzonSchema.Items, ReadGroup, cancellation);

    private void ReadGroup(OzonGroup group)
    {
        RowGroup columns = group.Columns;
        IntegerLeaf itemId = columns.Integers(OzonSchema.ItemId);
        Leaf<ByteArray> name = columns.Text(OzonSchema.ItemName);
        Leaf<ByteArray> attributeNames = columns.Text(OzonSchema.Attributes, OzonSchema.AttributeName);
        Leaf<ByteArray> attributeValues = columns.Text(OzonSchema.Attributes, OzonSchema.AttributeValue);
        Leaf<float> image = columns.Floats(OzonSchema.Image);
        IntegerLeaf catalogId = columns.Integers(OzonSchema.CatalogId);
        IntegerLeaf modelId = columns.Integers(OzonSchema.ModelId);
        var names = new List<string?>();
        var values = new List<string?>();
        var floats = new List<float>();
        for (long row = 0; row < columns.Rows; row++)
        {
            group.RowRead();
            bool hasId = itemId.TryRead(out long id);
            string? text = name.ReadString();
            attributeNames.ReadList(names, _texts.Of, null);
            attributeValues.ReadList(values, _texts.Of, null);
            image.ReadList(floats, static value => value, float.NaN);
            bool hasCategory = catalogId.TryRead(out long category);
            bool hasModel = modelId.TryRead(out long model);
            string? reason = !hasId ? "item without an id" : ImageFault(floats) ?? (import.KnownItems.Add(id) ? null : "item id came before");
            if (reason is not null)
            {
                import.Reject(group.Table.File, group.FirstRow + row, reason, $"{(hasId ? Text(id) : "null")} {text}");
                continue;
            }

            import.Taken++;
            import.Writer.Write(new ItemDescription
            {
                ItemId = Text(id),
                ModelId = hasModel ? Text(model) : null,
                Name = string.IsNullOrWhiteSpace(text) ? null : text,
                CategoryId = hasCategory ? Text(category) : null,
                Attributes = Pairs(names, values),
                Image = floats.TrueForAll(float.IsFinite) ? floats.ToArray() : null,
            });
        }
    }

    /// <summary>The first image of the table says how long all of them are.</summary>
    private string? ImageFault(List<float> image)
    {
        if (!image.TrueForAll(float.IsFinite))
        {
            return null;
        }

        _imageLength = _imageLength == 0 ? image.Count : _imageLength;
        return image.Count == _imageLength ? null : $"image of another length than {_imageLength}";
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
