using System.Diagnostics.CodeAnalysis;

namespace Tandem.Ranking;

/// <summary>
/// One place in a list for an item that came after the model: what nobody has bought yet cannot win by evidence, and without
/// being seen it never gets any. The item must be like something that the visitor deals with; among those the blend decides.
/// Lists made from a model without live additions are not touched.
/// </summary>
internal static class NewArrivals
{
    public const string SourceName = "new-arrivals";

    /// <summary>Shorter lists have no such place.</summary>
    public const int MinCount = 5;

    /// <summary>The place, from 1; the last one in a shorter list.</summary>
    public const int Place = 10;

    /// <summary>The candidate for the place, if there is one that is not in the list already.</summary>
    /// <param name="slots">Slots of the candidates.</param>
    /// <param name="scores">Their scores.</param>
    /// <param name="order">Candidates in the list.</param>
    /// <param name="cause">The item of the history that the candidate is like.</param>
    public static bool TryChoose(
        RankingRequest request, int[] slots, float[] scores, int[] order, out int candidate, [NotNullWhen(true)] out HistoryItem? cause)
    {
        (candidate, cause) = (-1, null);
        if (order.Length < MinCount || request.SlotCount == request.Model.ItemCount)
        {
            return false;
        }

        for (int i = 0; i < slots.Length; i++)
        {
            if (slots[i] < request.Model.ItemCount || (candidate >= 0 && scores[i] <= scores[candidate]))
            {
                continue;
            }

            if (Like(request, slots[i]) is { } like)
            {
                (candidate, cause) = (i, like);
            }
        }

        return cause is not null && !order.Contains(candidate);
    }

    /// <summary>Asks for the vectors that <see cref="TryChoose"/> compares, where they are elsewhere.</summary>
    public static void Prepare(RankingRequest request)
    {
        if (request.SlotCount > request.Model.ItemCount && request.Fused is { } fused)
        {
            float[] vector = new float[fused.Dimension];
            foreach (HistoryItem known in request.Known.Where(static known => known.Recent > 0))
            {
                fused.TryCopyVector(known.Slot, vector);
            }
        }
    }

    /// <summary>The latest item of the visitor that the new one is like by content, if there is one.</summary>
    private static HistoryItem? Like(RankingRequest request, int slot)
    {
        if (request.Model.Parts.Features is not { } features || request.Fused is not { } fused)
        {
            return null;
        }

        float[] arrival = fused.VectorOf(slot);
        return request.Known.FirstOrDefault(known =>
            known.Recent > 0 && known.Slot != slot
            && ColdStart.Cosine(features.Schema, fused.VectorOf(known.Slot), arrival) >= ColdStart.MinCosine);
    }
}
