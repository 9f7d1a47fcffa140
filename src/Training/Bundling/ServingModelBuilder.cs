using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Features;
using Tandem.Ranking;
using Tandem.Towers;
using Tandem.Training.Bundling.Ease;

namespace Tandem.Training.Bundling;

/// <summary>Builds a serving model from events up to a cut: everything that needs counting, beside what was fitted and trained.</summary>
public static class ServingModelBuilder
{
    /// <summary>Items ordered by fewer people than this borrow the evidence of their relatives.</summary>
    public const int MinBuyers = 2;

    /// <summary>
    /// <paramref name="events"/> may reach beyond the manifest's cut; what lies after it is left out. <paramref name="items"/> are in
    /// the order of the events' item codes, and so are the rows of <paramref name="fused"/>.
    /// </summary>
    public static ServingModel Build(
        BundleManifest manifest,
        Interactions events,
        IReadOnlyList<ItemDescription> items,
        IReadOnlyList<Category> categories,
        FittedFeatures? features = null,
        float[]? fused = null,
        TowerWeights? towers = null,
        Blend? blend = null,
        IProgress<ProgressReport>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(events);
        DateTimeOffset cut = manifest.CountsAsOf;
        Interactions known = events.Until(cut);
        CovisitationOptions covisitation = CovisitationOptions.FromJson(manifest.Covisitation);
        const int Stages = 7;
        progress?.Report(new ProgressReport("Building serving model", 0, Stages, "popularity"));
        ItemStatistics statistics = PopularityBuilder.Build(known, cut);
        progress?.Report(new ProgressReport("Building serving model", 1, Stages, "co-visitation, next"));
        SuccessorLists next = CovisitationBuilder.Next(known, cut, covisitation, cancellation);
        progress?.Report(new ProgressReport("Building serving model", 2, Stages, "co-visitation, together"));
        SuccessorLists together = CovisitationBuilder.Together(known, cut, covisitation, cancellation);
        progress?.Report(new ProgressReport("Building serving model", 3, Stages, "item-kNN"));
        SuccessorLists people = ItemKnnBuilder.Build(known, cancellation: cancellation);
        progress?.Report(new ProgressReport("Building serving model", 4, Stages, "relatives of new items"));
        progress?.Report(new ProgressReport("Building serving model", 5, Stages, "items alike"));
        SuccessorLists alike = LikenessBuilder.Build(items, cancellation: cancellation);
        progress?.Report(new ProgressReport("Building serving model", 6, Stages, "linear model of items"));
        SuccessorLists ease = EaseBuilder.Build(known, cancellation: cancellation);
        var model = ServingModel.FromParts(new ModelParts
        {
            Manifest = manifest with { CountedEvents = known.Count },
            Items = items,
            Categories = categories,
            Features = features,
            Fused = fused,
            Towers = towers,
            Next = next,
            Together = together,
            SamePeople = people,
            Further = CovisitationBuilder.Further(next, cancellation),
            Alike = alike,
            Ease = ease,
            Statistics = statistics,
            Relatives = features is null || fused is null ? null : Relatives(statistics, features, fused),
            Blend = blend ?? Blend.Default,
        });
        progress?.Report(new ProgressReport("Building serving model", Stages, Stages));
        return model;
    }

    /// <summary>The same counts and blend beside another content: other fused vectors, the towers that learned from them, the relatives that follow.</summary>
    public static ServingModel WithContent(ServingModel counted, FittedFeatures features, float[] fused, TowerWeights towers)
    {
        ArgumentNullException.ThrowIfNull(counted);
        ArgumentNullException.ThrowIfNull(features);
        return ServingModel.FromParts(counted.Parts with
        {
            Features = features,
            Fused = fused,
            Towers = towers,
            ItemVectors = null,
            Relatives = Relatives(counted.Parts.Statistics, features, fused),
        });
    }

    private static SuccessorLists Relatives(ItemStatistics statistics, FittedFeatures features, float[] fused) =>
        ColdStart.FindRelatives(features.Schema, fused, statistics.ItemCount, item => statistics[ItemStatistics.Buyers][item] >= MinBuyers);
}
