using Tandem.Domain;
using Tandem.Features;
using Tandem.Towers;

namespace Tandem.Ranking;

/// <summary>
/// What a serving model is made of. The order of <see cref="Items"/> defines the dense item codes of every other part.
/// Arrays pass into the model's ownership.
/// </summary>
public sealed record ModelParts
{
    public required BundleManifest Manifest { get; init; }

    public required IReadOnlyList<ItemDescription> Items { get; init; }

    public IReadOnlyList<Category> Categories { get; init; } = [];

    /// <summary>Null: new items have no content vector, and nothing is inherited by likeness.</summary>
    public FittedFeatures? Features { get; init; }

    /// <summary>[items, <see cref="FeatureSchema.Dimension"/>] row-major; there exactly when <see cref="Features"/> is.</summary>
    public float[]? Fused { get; init; }

    /// <summary>Null: the towers source is silent.</summary>
    public TowerWeights? Towers { get; init; }

    /// <summary>[items, <see cref="TowerShape.Embedding"/>] row-major unit vectors; null computes them from the towers and the fused vectors.</summary>
    public float[]? ItemVectors { get; init; }

    /// <summary>What people take in the baskets after one with the item.</summary>
    public required SuccessorLists Next { get; init; }

    /// <summary>What people take together with the item, in one basket.</summary>
    public required SuccessorLists Together { get; init; }

    /// <summary>What the same people take, whenever.</summary>
    public required SuccessorLists SamePeople { get; init; }

    /// <summary>What people take after what they take after the item; empty lists in bundles that were made before there were any.</summary>
    public required SuccessorLists Further { get; init; }

    /// <summary>What is like the item by content; empty lists in bundles that were made before there were any.</summary>
    public required SuccessorLists Alike { get; init; }

    /// <summary>What an item says of others beyond what a user's other items say (EASE); null in bundles without.</summary>
    public SuccessorLists? Ease { get; init; }

    public required ItemStatistics Statistics { get; init; }

    /// <summary>For items with little or no evidence of their own, the relatives that lend them theirs; null when none was sought.</summary>
    public SuccessorLists? Relatives { get; init; }

    public Blend Blend { get; init; } = Blend.Default;
}
