namespace Tandem.Domain;

/// <summary>What is known of an item apart from what visitors do with it.</summary>
public sealed record ItemDescription
{
    /// <summary>The item's id.</summary>
    public required string ItemId { get; init; }

    /// <summary>Groups the variants (sizes, colours) of one product; null means that the item stands alone.</summary>
    public string? ModelId { get; init; }

    /// <summary>The name shown to people; also the text that is embedded.</summary>
    public string? Name { get; init; }

    /// <summary>The leaf of the category tree that the item hangs on.</summary>
    public string? CategoryId { get; init; }

    /// <summary>Attributes; a name may come more than once.</summary>
    public IReadOnlyList<ItemAttribute> Attributes { get; init; } = [];

    /// <summary>The image embedding as the shop's model gave it (Ozon: 512 floats); null if there is none.</summary>
    public float[]? Image { get; init; }

    /// <summary>
    /// The embedding of the item's texts as the shop's own model gave it, any length; null if there is none. If a dataset has any, they
    /// take the place of the built-in text embedding.
    /// </summary>
    public float[]? TextVector { get; init; }

    /// <summary>Price in the shop's currency; null if unknown.</summary>
    public double? Price { get; init; }

    /// <summary>False hides the item from every recommendation.</summary>
    public bool Available { get; init; } = true;
}
