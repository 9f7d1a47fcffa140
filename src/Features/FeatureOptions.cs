using Tandem.Domain;
using Tandem.Features.Attributes;
using Tandem.Features.Categories;
using Tandem.Features.Embeddings;
using Tandem.Features.Popularity;
using Tandem.Features.Text;

namespace Tandem.Features;

/// <summary>How item features are fitted.</summary>
public sealed record FeatureOptions
{
    /// <summary>Block dimensions; 0 leaves a block out.</summary>
    public FeatureSchema Schema { get; init; } = new();

    /// <summary>Seeds every random choice of the fit. Default 17.</summary>
    public int Seed { get; init; } = 17;

    /// <summary>The attribute block.</summary>
    public AttributeOptions Attributes { get; init; } = new();

    /// <summary>The popularity block. Counts must have been built with the same window.</summary>
    public PopularityOptions Popularity { get; init; } = new();

    /// <summary>The category block; its dimension and seed are taken from <see cref="Schema"/> and <see cref="Seed"/>.</summary>
    public PoincareOptions Categories { get; init; } = new();

    /// <summary>
    /// Categories that become roots: of the tree only they and what is below them is embedded, other categories give zeros. Default none: the whole tree.
    /// </summary>
    public IReadOnlyList<string> CategoryRoots { get; init; } = [];

    /// <summary>The image block.</summary>
    public ImageOptions Images { get; init; } = new();

    /// <summary>The text block.</summary>
    public TextOptions Text { get; init; } = new();

    /// <exception cref="TandemException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        Require(Schema.Attributes is >= 0 and <= 1024, "Schema.Attributes", Schema.Attributes, "0 to 1024");
        Require(
            Schema.Popularity is 0 or PopularityFeatures.Count, "Schema.Popularity", Schema.Popularity, $"{PopularityFeatures.Count}, or 0 to leave it out");
        Require(Schema.Category is 0 or (>= 2 and <= 256), "Schema.Category", Schema.Category, "2 to 256, or 0 to leave it out");
        Require(Schema.Image is >= 0 and <= 1024, "Schema.Image", Schema.Image, "0 to 1024");
        Require(Schema.Text is >= 0 and <= 1024, "Schema.Text", Schema.Text, "0 to 1024");
        Require(Attributes.MinItems >= 1, "Attributes.MinItems", Attributes.MinItems, "at least 1");
        Require(Attributes.AbsenceShare is >= 0 and <= 1, "Attributes.AbsenceShare", Attributes.AbsenceShare, "0 to 1");
        Require(Images.SampleItems >= 1, "Images.SampleItems", Images.SampleItems, "at least 1");
        Require(
            Text.Buckets is >= 1 << 10 and <= 1 << 20 && int.IsPow2(Text.Buckets), "Text.Buckets", Text.Buckets, "a power of two from 1024 to 1048576");
        Require(Text.MinItems >= 1, "Text.MinItems", Text.MinItems, "at least 1");
        Require(Text.MaxCharacters is >= 1 and <= 100_000, "Text.MaxCharacters", Text.MaxCharacters, "1 to 100000");
        Require(Text.SampleItems >= 1, "Text.SampleItems", Text.SampleItems, "at least 1");
        Require(Text.SampleCharacters >= 1, "Text.SampleCharacters", Text.SampleCharacters, "at least 1");
        Require(Text.VectorSampleItems >= 1, "Text.VectorSampleItems", Text.VectorSampleItems, "at least 1");
        Popularity.Validate();
        Categories.Validate();
    }

    /// <summary>The part of a category tree that is embedded.</summary>
    /// <exception cref="TandemException">One of <see cref="CategoryRoots"/> is no category of the tree.</exception>
    public IReadOnlyList<Category> Embedded(IReadOnlyList<Category> tree) => CategoryRoots.Count == 0 ? tree : CategoryTree.Below(tree, CategoryRoots);

    private static void Require(bool holds, string name, double value, string range)
    {
        if (!holds)
        {
            throw new TandemException(FormattableString.Invariant($"The feature option {name} is {value}; it must be {range}."));
        }
    }
}
