using System.Diagnostics;
using Tandem.Domain;
using Tandem.Features.Attributes;
using Tandem.Features.Categories;
using Tandem.Features.Embeddings;
using Tandem.Features.Popularity;
using Tandem.Features.Text;

namespace Tandem.Features;

/// <summary>
/// Everything needed to fuse one item: vocabularies, projections, category vectors and popularity statistics, as fitted
/// on a dataset up to a cut. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// Attributes, image and text have length 1, the category's point a norm below 1, and popularity nine values in −0.1 to 0.1
/// with a root mean square length near 0.1.
/// </remarks>
public sealed partial class FittedFeatures
{
    private readonly AttributeBlock _attributes;
    private readonly PopularityBlock _popularity;
    private readonly CategoryBlock _categories;
    private readonly EmbeddingBlock _images;
    private readonly TextBlock _text;

    private FittedFeatures(
        FeatureSchema schema,
        AttributeBlock attributes,
        PopularityBlock popularity,
        CategoryBlock categories,
        EmbeddingBlock images,
        TextBlock text,
        FitReport report)
    {
        Schema = schema;
        Report = report;
        _attributes = attributes;
        _popularity = popularity;
        _categories = categories;
        _images = images;
        _text = text;
    }

    /// <summary>The schema with the hash of this fit.</summary>
    public FeatureSchema Schema { get; }

    /// <summary>What the fit found.</summary>
    public FitReport Report { get; }

    /// <summary>Whether the text block is made of <see cref="ItemDescription.TextVector"/>, not of words.</summary>
    public bool TextFromVectors => _text.FromVectors;

    /// <summary>The fitted spread of counts, for whoever keeps counters online.</summary>
    public PopularityModel Popularity => _popularity.Model;

    /// <summary>
    /// Fits all blocks. <paramref name="counts"/> is parallel to <paramref name="items"/>, each item's own; they are
    /// summed over the variants of a product here. The same inputs and seed give the same bytes, in whatever order the items
    /// come.
    /// </summary>
    /// <exception cref="TandemException">An option, an image, a text vector, a count or the category tree is invalid.</exception>
    public static FittedFeatures Fit(
        IReadOnlyList<ItemDescription> items,
        IReadOnlyList<Category> categories,
        IReadOnlyList<ItemCounts> counts,
        FeatureOptions options,
        IProgress<ProgressReport>? progress = null,
        CancellationToken cancellation = default)
    {
        options.Validate();
        return Fit(items, categories, counts, FeatureSamples.Of(items, options), options, progress, cancellation);
    }

    /// <summary>The same for items that do not fit in memory whole.</summary>
    /// <param name="items">The items, which may come without images, text vectors and prose. Asked for one at a time, several times over.</param>
    /// <param name="categories">The category tree.</param>
    /// <param name="counts">What the events say of each item.</param>
    /// <param name="samples">Samples of the whole items, gathered beforehand under the same options.</param>
    /// <param name="options">How to fit.</param>
    /// <param name="progress">Counts blocks.</param>
    /// <param name="cancellation">Stops the fit.</param>
    /// <exception cref="TandemException">An option, an image, a text vector, a count or the category tree is invalid.</exception>
    public static FittedFeatures Fit(
        IReadOnlyList<ItemDescription> items,
        IReadOnlyList<Category> categories,
        IReadOnlyList<ItemCounts> counts,
        FeatureSamples samples,
        FeatureOptions options,
        IProgress<ProgressReport>? progress = null,
        CancellationToken cancellation = default)
    {
        options.Validate();
        if (counts.Count != items.Count)
        {
            throw new ArgumentException($"There are {items.Count} items and {counts.Count} counts; they must be parallel.", nameof(counts));
        }

        // One order for every order of the rows: sums round alike, samples draw alike.
        int[] order = CanonicalOrder.Of(items);
        items = new Reordered<ItemDescription>(items, order);
        counts = new Reordered<ItemCounts>(counts, order);
        Dictionary<string, double> seconds = [];
        (TBlock Block, TReport Report) Timed<TBlock, TReport>(string block, Func<(TBlock, TReport)> fit)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new ProgressReport("Fitting features", seconds.Count, 5, block));
            long started = Stopwatch.GetTimestamp();
            (TBlock Block, TReport Report) fitted = fit();
            seconds[block] = Stopwatch.GetElapsedTime(started).TotalSeconds;
            return fitted;
        }

        FeatureSchema schema = options.Schema;
        var attributes = Timed("attributes", () => AttributeBlock.Fit(items, schema.Attributes, options.Attributes, options.Seed, cancellation));
        var popularity = Timed("popularity", () => PopularityBlock.Fit(items, counts, options.Popularity));
        var category = Timed("category", () => CategoryBlock.Fit(
            items, options.Embedded(categories), schema.Category, options.Categories with { Seed = options.Seed }, progress, cancellation));
        var image = Timed("image", () => EmbeddingBlock.Fit(samples.Images, schema.Image, options.Seed, cancellation));
        var text = Timed("text", () => TextBlock.Fit(samples.Texts, samples.TextVectors, schema.Text, options.Text, options.Seed, cancellation));
        progress?.Report(new ProgressReport("Fitting features", 5, 5));

        FitReport report = new(items.Count, attributes.Report, popularity.Report, category.Report, image.Report, text.Report) { Seconds = seconds };
        FittedFeatures unnamed = new(
            schema with { Hash = "" }, attributes.Block, popularity.Block, category.Block, image.Block, text.Block, report);
        return unnamed.WithHash(unnamed.ComputeHash());
    }

    /// <summary>
    /// Writes the fused vector of one item into <paramref name="destination"/>, length <see cref="FeatureSchema.Dimension"/>.
    /// A block that has nothing to say is zeros. One item at a time gives bit for bit what a batch gives.
    /// </summary>
    /// <param name="item">The item.</param>
    /// <param name="counts">The item's own counts, not its product's.</param>
    /// <param name="destination">Where the vector goes.</param>
    /// <exception cref="TandemException">The image or the text vector has another length than the fitted ones, or the destination another than the schema.</exception>
    public void Fuse(ItemDescription item, ItemCounts counts, Span<float> destination)
    {
        if (destination.Length != Schema.Dimension)
        {
            throw new TandemException(
                $"A fused vector has {Schema.Dimension} dimensions, the place for that of item '{item.ItemId}' {destination.Length}.");
        }

        int offset = 0;
        Span<float> Next(int length, Span<float> all)
        {
            offset += length;
            return all.Slice(offset - length, length);
        }

        _attributes.Fuse(item, Next(Schema.Attributes, destination));
        _popularity.Fuse(item, counts, Next(Schema.Popularity, destination));
        _categories.Fuse(item, Next(Schema.Category, destination));
        _images.Fuse(item, Next(Schema.Image, destination));
        _text.Fuse(item, Next(Schema.Text, destination));
    }

    /// <summary>Fuses all items on all processors, row-major [items, <see cref="FeatureSchema.Dimension"/>].</summary>
    /// <exception cref="TandemException">As <see cref="Fuse"/>, of the first item that is at fault.</exception>
    public float[] FuseAll(
        IReadOnlyList<ItemDescription> items, IReadOnlyList<ItemCounts> counts, CancellationToken cancellation = default) =>
        FusedMatrix.FuseAll(this, items, counts, cancellation).Values;

    /// <summary>
    /// The same fit, with places for categories that appeared after it: their parent's direction, a little further out.
    /// Nothing that could be fused before changes, and neither does the hash.
    /// </summary>
    public FittedFeatures WithCategories(IReadOnlyList<Category> categories) =>
        new(Schema, _attributes, _popularity, _categories.With(categories), _images, _text, Report);

    private FittedFeatures WithHash(string hash) =>
        new(Schema with { Hash = hash }, _attributes, _popularity, _categories, _images, _text, Report);
}
