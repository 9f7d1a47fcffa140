using Tandem.Domain;
using Tandem.Retrieval.Live;
using Tandem.Towers;

namespace Tandem.Ranking;

/// <summary>One bundle, loaded and ready to answer: everything of one version, immutable, shared by all requests.</summary>
public sealed partial class ServingModel
{
    private ServingModel(ModelParts parts, ModelIndexes indexes, bool isPartitioned = false)
    {
        Parts = parts;
        IsPartitioned = isPartitioned;
        Items = new ItemTable(parts.Items);
        AsOf = parts.Manifest.CountsAsOf.ToUnixTimeMilliseconds();
        Check(parts, isPartitioned);
        if (isPartitioned)
        {
            // Live changes only: those of the bundle are where the partitions are.
            FusedIndex = parts.Features is null ? null : SegmentedIndex.Empty(parts.Features.Schema.Dimension);
            VectorIndex = parts.Towers is null ? null : SegmentedIndex.Empty(parts.Towers.Shape.Embedding);
        }
        else if (parts is { Features: { } features, Fused: { } fused })
        {
            Indexes = Indexes with { Fused = indexes.Fused ?? ModelIndexes.Build(fused, features.Schema.Dimension) };
            FusedIndex = SegmentedIndex.Over(Indexes.Fused);
        }

        if (parts.Towers is { } towers)
        {
            ItemTower = new ItemTower(towers);
            UserTower = new UserTower(towers);
            float[]? vectors = parts.ItemVectors ?? (parts.Fused is null ? null : ItemTower.EmbedAll(parts.Fused, Items.Count));
            if (vectors is not null && !isPartitioned)
            {
                Indexes = Indexes with { Vectors = indexes.Vectors ?? ModelIndexes.Build(vectors, towers.Shape.Embedding) };
                VectorIndex = SegmentedIndex.Over(Indexes.Vectors);
            }

            Parts = parts with { ItemVectors = vectors };
        }

        Base = Catalogue.Of(this);
        Popularity = new PopularityBoards(parts.Statistics, Base.Cold);
    }

    private ServingModel(ServingModel other, Blend blend)
    {
        Parts = other.Parts with { Blend = blend };
        Items = other.Items;
        AsOf = other.AsOf;
        IsPartitioned = other.IsPartitioned;
        Indexes = other.Indexes;
        FusedIndex = other.FusedIndex;
        ItemTower = other.ItemTower;
        UserTower = other.UserTower;
        VectorIndex = other.VectorIndex;
        Base = other.Base;
        Popularity = other.Popularity;
    }

    public BundleManifest Manifest => Parts.Manifest;

    public int ItemCount => Items.Count;

    public Blend Blend => Parts.Blend;

    /// <summary>Whether the bundle's vectors are elsewhere, in <see cref="Partitions.VectorPartition"/>s; then <see cref="Partitions.PartitionedRecommender"/> answers.</summary>
    public bool IsPartitioned { get; }

    /// <summary>The parts, for what builds a new bundle from this one.</summary>
    public ModelParts Parts { get; }

    internal ItemTable Items { get; }

    /// <summary>What <see cref="FusedIndex"/> and <see cref="VectorIndex"/> lie over.</summary>
    internal ModelIndexes Indexes { get; } = new(null, null);

    /// <summary>The model's cut in milliseconds since 1970-01-01 UTC.</summary>
    internal long AsOf { get; }

    /// <summary>Null without features.</summary>
    internal SegmentedIndex? FusedIndex { get; }

    /// <summary>Null without towers.</summary>
    internal SegmentedIndex? VectorIndex { get; }

    internal ItemTower? ItemTower { get; }

    internal UserTower? UserTower { get; }

    internal PopularityBoards Popularity { get; }

    /// <summary>The catalogue without live changes.</summary>
    internal CatalogueState Base { get; }

    /// <summary>Builds a model from its parts.</summary>
    /// <exception cref="TandemException">Parts do not fit together; the message has both sizes.</exception>
    public static ServingModel FromParts(ModelParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return FromParts(parts, new ModelIndexes(null, null));
    }

    /// <summary>The same over indexes that are built already; those that are null are built.</summary>
    internal static ServingModel FromParts(ModelParts parts, ModelIndexes indexes) => new(parts, indexes);

    /// <summary>This model with other weights; everything else is shared.</summary>
    public ServingModel WithBlend(Blend blend) => new(this, blend);

    private static void Check(ModelParts parts, bool isPartitioned)
    {
        int items = parts.Items.Count;
        CheckSize("co-visitation lists (next)", parts.Next.ItemCount, items);
        CheckSize("co-visitation lists (together)", parts.Together.ItemCount, items);
        CheckSize("co-visitation lists (same people)", parts.SamePeople.ItemCount, items);
        CheckSize("co-visitation lists (further)", parts.Further.ItemCount, items);
        CheckSize("lists of alike items", parts.Alike.ItemCount, items);
        if (parts.Ease is { } ease)
        {
            CheckSize("EASE lists", ease.ItemCount, items);
        }

        CheckSize("item statistics", parts.Statistics.ItemCount, items);
        if (parts.Relatives is { } relatives)
        {
            CheckSize("relatives", relatives.ItemCount, items);
        }

        if (parts.Features is null != parts.Fused is null && !isPartitioned)
        {
            throw new TandemException("A model needs the fitted features and the fused vectors, or neither.");
        }

        if (parts is { Features: { } features, Fused: { } fused })
        {
            CheckSize("fused values", fused.Length, items * features.Schema.Dimension);
            if (parts.Towers is { } towers)
            {
                features.Schema.Check(towers.Shape.Fused, parts.Manifest.FeatureSchemaHash);
            }
        }

        if (parts is { Towers: { } weights, ItemVectors: { } vectors })
        {
            CheckSize("item vector values", vectors.Length, items * weights.Shape.Embedding);
        }
    }

    private static void CheckSize(string what, int actual, int expected)
    {
        if (actual != expected)
        {
            throw new TandemException($"The model's {what} number {actual}, expected {expected}. The parts are of different versions; build the bundle again.");
        }
    }
}
