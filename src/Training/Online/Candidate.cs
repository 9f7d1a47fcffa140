using Tandem.Ranking;
using Tandem.Towers;

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
