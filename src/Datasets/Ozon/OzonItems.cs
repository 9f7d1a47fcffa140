using System.Globalization;
using ParquetSharp;
using Tandem.Datasets.Columns;
using Tandem.Domain;

namespace Tandem.Datasets.Ozon;

/// <summary><c>items</c>: an item a row. Attributes without a name or value are left out.</summary>
internal sealed class OzonItems(OzonImport import)
{
    private readonly SharedTexts _texts = new();
    private readonly OzonImages _images = new(0);

    public void Read(CancellationToken cancellation) => import.ReadTable(OzonSchema.Items, ReadGroup, cancellation);

    private void ReadGroup(OzonGroup group)
    {
        RowGroup columns = group.Columns;
        IntegerLeaf itemId = columns.Integers(OzonSchema.ItemId);
        Leaf<ByteArray> name = columns.Text(OzonSchema.ItemName);
        Leaf<ByteArray> attributeNames = columns.Text(OzonSchema.Attributes, OzonSchema.AttributeName);
        Leaf<ByteArray> attributeValues = columns.Text(OzonSchema.Attributes, OzonSchema.AttributeValue);
        Leaf<float> images = columns.Floats(OzonSchema.Image);
        IntegerLeaf catalogId = columns.Integers(OzonSchema.CatalogId);
        IntegerLeaf modelId = columns.Integers(OzonSchema.ModelId);
        var names = new List<string?>();
        var values = new List<string?>();
        for (long row = 0; row < columns.Rows; row++)
        {
            group.RowRead();
            bool hasId = itemId.TryRead(out long id);
            string? text = name.ReadString();
            attributeNames.ReadList(names, _texts.Of, null);
            attributeValues.ReadList(values, _texts.Of, null);
            string? imageFault = _images.Read(images, out float[]? image);
            bool hasCategory = catalogId.TryRead(out long category);
            bool hasModel = modelId.TryRead(out long model);
            string? reason = !hasId ? "item without an id" : imageFault ?? (import.KnownItems.Add(id) ? null : "item id came before");
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
                Image = image,
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
