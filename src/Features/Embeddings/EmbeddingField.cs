using Tandem.Domain;

namespace Tandem.Features.Embeddings;

/// <summary>A field of an item that holds an embedding made elsewhere, and what messages call it.</summary>
public sealed class EmbeddingField
{
    private readonly Func<ItemDescription, float[]?> _of;

    private EmbeddingField(string noun, string name, Func<ItemDescription, float[]?> of)
    {
        Noun = noun;
        Name = name;
        _of = of;
    }

    /// <summary><see cref="ItemDescription.Image"/>.</summary>
    public static EmbeddingField Image { get; } = new("image embedding", "image", static item => item.Image);

    /// <summary><see cref="ItemDescription.TextVector"/>.</summary>
    public static EmbeddingField Text { get; } = new("text vector", "text_vector", static item => item.TextVector);

    internal string Noun { get; }

    /// <summary>The column of a dataset.</summary>
    internal string Name { get; }

    internal float[]? Of(ItemDescription item) => _of(item);
}
