using System.Runtime.InteropServices;
using Tandem.Domain;

namespace Tandem.Grains.Interfaces.Items;

/// <summary>How an <see cref="ItemDescription"/> travels and is stored: attributes as two parallel arrays, embeddings as raw bytes.</summary>
[GenerateSerializer, Immutable]
[Alias("Tandem.ItemDescription")]
internal struct ItemDescriptionSurrogate
{
    [Id(0)] public string ItemId;
    [Id(1)] public string? ModelId;
    [Id(2)] public string? Name;
    [Id(3)] public string? CategoryId;
    [Id(4)] public string[] AttributeNames;
    [Id(5)] public string[] AttributeValues;

    /// <summary>Little-endian float32; ten times faster than an array of floats in Orleans' serializer.</summary>
    [Id(6)] public byte[]? Image;

    [Id(7)] public double? Price;
    [Id(8)] public bool Available;

    /// <summary>As <see cref="Image"/>.</summary>
    [Id(9)] public byte[]? TextVector;
}

/// <summary>Translates between <see cref="ItemDescription"/> and its surrogate.</summary>
[RegisterConverter]
internal sealed class ItemDescriptionConverter : IConverter<ItemDescription, ItemDescriptionSurrogate>
{
    public ItemDescription ConvertFromSurrogate(in ItemDescriptionSurrogate surrogate)
    {
        ItemAttribute[] attributes = new ItemAttribute[surrogate.AttributeNames.Length];
        for (int i = 0; i < attributes.Length; i++)
            attributes[i] = new ItemAttribute(surrogate.AttributeNames[i], surrogate.AttributeValues[i]);

        return new ItemDescription
        {
            ItemId = surrogate.ItemId,
            ModelId = surrogate.ModelId,
            Name = surrogate.Name,
            CategoryId = surrogate.CategoryId,
            Attributes = attributes,
            Image = Floats(surrogate.Image),
            TextVector = Floats(surrogate.TextVector),
            Price = surrogate.Price,
            Available = surrogate.Available,
        };
    }

    public ItemDescriptionSurrogate ConvertToSurrogate(in ItemDescription value) => new()
    {
        ItemId = value.ItemId,
        ModelId = value.ModelId,
        Name = value.Name,
        CategoryId = value.CategoryId,
        AttributeNames = [.. value.Attributes.Select(attribute => attribute.Name)],
        AttributeValues = [.. value.Attributes.Select(attribute => attribute.Value)],
        Image = Bytes(value.Image),
        TextVector = Bytes(value.TextVector),
        Price = value.Price,
        Available = value.Available,
    };

    private static float[]? Floats(byte[]? bytes) => bytes is null ? null : MemoryMarshal.Cast<byte, float>(bytes).ToArray();

    private static byte[]? Bytes(float[]? floats) => floats is null ? null : MemoryMarshal.AsBytes<float>(floats).ToArray();
}
