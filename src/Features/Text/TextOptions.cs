namespace Tandem.Features.Text;

/// <summary>How names and descriptions become vectors.</summary>
public sealed record TextOptions
{
    /// <summary>Buckets that words and character n-grams are hashed into, a power of two from 2^10 to 2^20. Default 2^15.</summary>
    public int Buckets { get; init; } = 1 << 15;

    /// <summary>
    /// Attributes whose values are texts of the item beside its name, whatever their case. An item with several texts has the
    /// mean of their directions. Default Annotation and Description.
    /// </summary>
    public IReadOnlyList<string> Attributes { get; init; } = ["Annotation", "Description"];

    /// <summary>A bucket that fewer of the fitted texts fall into is ignored. Default 2, at least 1.</summary>
    public int MinItems { get; init; } = 2;

    /// <summary>Characters of a text that are read, longer than nearly every description; the rest is ignored. Default 4,096.</summary>
    public int MaxCharacters { get; init; } = 4096;

    /// <summary>Items whose texts the words and their projection are learned from, drawn by the seed when there are more. Default 100,000.</summary>
    public int SampleItems { get; init; } = 100_000;

    /// <summary>
    /// Characters of their texts together: where they are more, fewer items are drawn. At least 1. Default 8,000,000, with which a fit takes
    /// 0.3 GB: about 27 bytes a character, and 80 MB for 32,768 <see cref="Buckets"/> whatever the texts.
    /// </summary>
    public int SampleCharacters { get; init; } = 8_000_000;

    /// <summary>Given text vectors that their projection is fitted on, drawn by the seed when there are more. Default 20,000.</summary>
    public int VectorSampleItems { get; init; } = 20_000;
}
