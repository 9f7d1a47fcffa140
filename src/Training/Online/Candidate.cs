using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Features;
using Tandem.Ranking;
using Tandem.Towers;
using Tandem.Training.Bundling;
using Tandem.Training.Evaluation;
using Tandem.Training.Featurizing;

namespace Tandem.Training.Online;

/// <summary>Makes a new bundle of the champion's parts and towers that have learned since.</summary>
public static class Candidate
{
    /// <summary>Item vectors are computed anew from the towers; everything that was counted and fitted stays.</summary>
    /// <param name="cursor">Offset in the example log up to which the towers have learned.</param>
    public static ServingModel Create(ServingModel champion, TowerWeights towers, long cursor)
    {
        ArgumentNullException.ThrowIfNull(champion);
        return ServingModel.FromParts(champion.Parts with
        {
            Manifest = champion.Manifest with { ExampleCursor = cursor },
            Towers = towers,
            ItemVectors = null,
        });
    }

    /// <summary>
    /// The same with everything counted anew: popularity, co-visitation and all lists of items, EASE among them, and the fused vectors, whose
    /// popularity block is counted. What an item is stays, and so does the dataset's cut, which says what the towers know.
    /// </summary>
    /// <param name="events">In the codes of the champion's items.</param>
    /// <param name="until">Later events are left out; not before the champion's.</param>
    /// <exception cref="TandemException">The champion has no features, or has counted later events.</exception>
    public static ServingModel Recount(
        ServingModel champion, TowerWeights towers, long cursor, Interactions events, DateTimeOffset until, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(champion);
        ArgumentNullException.ThrowIfNull(events);
        ModelParts parts = champion.Parts;
        if (until < parts.Manifest.CountsAsOf)
        {
            throw new TandemException($"Bundle {parts.Manifest.Version} has counted events until {parts.Manifest.CountsAsOf:u}; counting until {until:u} would take some back.");
        }

        FittedFeatures features = parts.Features ?? throw new TandemException($"Bundle {parts.Manifest.Version} has no features; train it anew.");
        float[] fused = RefreshedVectors.Of(parts, parts.Items, FeatureFolder.CountItems(events, until), cancellation);
        BundleManifest manifest = parts.Manifest with { ExampleCursor = cursor, CountedUntil = until };
        return ServingModelBuilder.Build(manifest, events, parts.Items, parts.Categories, features, fused, towers, parts.Blend, cancellation: cancellation);
    }

    /// <summary>
    /// Fits the blend's weights on what users took after a model that was served before, ranked by that model: all its sources know nothing of
    /// what is to be found. With too few users the model's weights stay.
    /// </summary>
    /// <param name="model">What gets the weights.</param>
    /// <param name="earlier">Has counted and learned nothing after its cut; of the same items.</param>
    /// <param name="events">In the codes of the items.</param>
    public static ServingModel Reblend(
        ServingModel model, ServingModel earlier, Interactions events, BlendFitterOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(earlier);
        DateTimeOffset until = model.Manifest.CountsAsOf;
        BlendFit fit = BlendFitter.Fit(
            [new BlendWindow(earlier, events, earlier.Manifest.CountsAsOf, until)], options with { Begin = model.Blend }, cancellation: cancellation);
        return ServingModel.FromParts(model.Parts with
        {
            Blend = fit.Blend,
            Manifest = model.Manifest with { BlendUntil = until, Metrics = fit.Metrics },
        });
    }

    /// <summary>Writes it whole or not at all; the decision's figures go with it.</summary>
    /// <param name="folder">Must not exist.</param>
    public static BundleFolder Write(ServingModel candidate, GateDecision decision, string folder, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(decision);
        var metrics = new Dictionary<string, double>(candidate.Manifest.Metrics)
        {
            ["online.ndcg@100"] = decision.Candidate,
            ["online.champion.ndcg@100"] = decision.Champion,
        };
        return BundleFolder.Write(folder, candidate.Manifest with { Metrics = metrics }, candidate.SaveFiles(), time);
    }
}
