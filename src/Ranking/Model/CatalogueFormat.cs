using System.Text;
using Tandem.Domain;

namespace Tandem.Ranking;

/// <summary>
/// <c>catalogue.bin</c>: the items' descriptions without their images and text vectors, and the categories. Little-endian as
/// <see cref="BinaryWriter"/> writes: format version, the distinct strings, then categories and items with strings as
/// indices, -1 for null.
/// </summary>
internal static class CatalogueFormat
{
    private const int Version = 1;

    public static void Write(Stream destination, IReadOnlyList<ItemDescription> items, IReadOnlyList<Category> categories)
    {
        var strings = new Dictionary<string, int>(StringComparer.Ordinal);
        var body = new MemoryStream();
        using (var writer = new BinaryWriter(body, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(categories.Count);
            foreach (Category category in categories)
            {
                writer.Write(Code(category.CategoryId));
                writer.Write(Code(category.ParentId));
                writer.Write(Code(category.Name));
            }

            writer.Write(items.Count);
            foreach (ItemDescription item in items)
            {
                WriteItem(writer, item, Code);
            }
        }

        using var head = new BinaryWriter(destination, Encoding.UTF8, leaveOpen: true);
        head.Write(Version);
        head.Write(strings.Count);
        foreach (string text in strings.Keys)
        {
            head.Write(text);
        }

        head.Flush();
        body.WriteTo(destination);

        int Code(string? text)
        {
            if (text is null)
            {
                return -1;
            }

            if (!strings.TryGetValue(text, out int code))
            {
                code = strings.Count;
                strings.Add(text, code);
            }

            return code;
        }
    }

    public static (ItemDescription[] Items, Category[] Categories) Read(Stream source)
    {
        using var reader = new BinaryReader(source, Encoding.UTF8, leaveOpen: true);
        int version = reader.ReadInt32();
        if (version != Version)
        {
            throw new InvalidDataException($"format version {version}, this program reads {Version}.");
        }

        string[] strings = new string[reader.ReadInt32()];
        for (int i = 0; i < strings.Length; i++)
        {
            strings[i] = reader.ReadString();
        }

        var categories = new Category[reader.ReadInt32()];
        for (int i = 0; i < categories.Length; i++)
        {
            categories[i] = new Category(Text()!, Text(), Text()!);
        }

        var items = new ItemDescription[reader.ReadInt32()];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = ReadItem(reader, Text);
        }

        return (items, categories);

        string? Text()
        {
            int code = reader.ReadInt32();
            return code < 0 ? null : strings[code];
        }
    }

    private static void WriteItem(BinaryWriter writer, ItemDescription item, Func<string?, int> code)
    {
        writer.Write(code(item.ItemId));
        writer.Write(code(item.ModelId));
        writer.Write(code(item.Name));
        writer.Write(code(item.CategoryId));
        writer.Write(item.Price ?? double.NaN);
        writer.Write(item.Available);
        writer.Write(item.Attributes.Count);
        foreach (ItemAttribute attribute in item.Attributes)
        {
            writer.Write(code(attribute.Name));
            writer.Write(code(attribute.Value));
        }
    }

    private static ItemDescription ReadItem(BinaryReader reader, Func<string?> text)
    {
        string id = text()!;
        string? model = text();
        string? name = text();
        string? category = text();
        double price = reader.ReadDouble();
        bool available = reader.ReadBoolean();
        var attributes = new ItemAttribute[reader.ReadInt32()];
        for (int i = 0; i < attributes.Length; i++)
        {
            attributes[i] = new ItemAttribute(text()!, text()!);
        }

        return new ItemDescription
        {
            ItemId = id,
            ModelId = model,
            Name = name,
            CategoryId = category,
            Attributes = attributes,
            Price = double.IsNaN(price) ? null : price,
            Available = available,
        };
    }
}
