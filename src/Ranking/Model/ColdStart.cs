using Tandem.Domain;
using Tandem.Features;
using Tandem.Ranking.Partitions;
using Tandem.Retrieval;
using Tandem.Retrieval.Live;

namespace Tandem.Ranking;

/// <summary>
/// Cold start: an item without events borrows the evidence of the few items that are most like it by content, so that it can
/// be recommended at once. Its co-visitation and popularity are Σ weight · theirs, with
/// weight = <see cref="Discount"/> · cosine² / Σ cosine² over its relatives.
/// </summary>
public static class ColdStart
{
    /// <summary>Items that lend their evidence, at most.</summary>
    public const int MaxRelatives = 5;

    /// <summary>The least cosine of the fused vectors, popularity left out, for two items to be relatives.</summary>
    public const float MinCosine = 0.5f;

    /// <summary>How much of the relatives' evidence a new item gets: it has yet to prove itself.</summary>
    public const float Discount = 0.5f;

    // The index ranks by inner product; this many are taken before the exact cosine decides.
    private const int Shortlist = 64;

    /// <summary>The nearest items by content, best first: item code and cosine, all at least <paramref name="minCosine"/>.</summary>
    /// <param name="fused">A fused vector of the schema.</param>
    /// <param name="allowed">Bitmap over slots, as the index takes it.</param>
    internal static List<ScoredItem> Nearest(
        FeatureSchema schema, VectorReader index, ReadOnlySpan<float> fused, int count, float minCosine, ReadOnlySpan<ulong> allowed)
    {
        float[] query = Content(schema, fused);
        float norm = VectorMath.Norm(query);
        if (norm == 0)
        {
            return [];
        }

        var nearest = new List<ScoredItem>();
        float[] other = new float[index.Dimension];
        foreach (ScoredItem hit in index.Search(query, Math.Max(Shortlist, 2 * count), allowed))
        {
            if (!index.TryCopyVector(hit.Slot, other))
            {
                continue;
            }

            float otherNorm = ContentNorm(schema, other);
            float cosine = otherNorm == 0 ? 0 : hit.Score / (norm * otherNorm);
            if (cosine >= minCosine)
            {
                nearest.Add(new ScoredItem(hit.Slot, cosine));
            }
        }

        nearest.Sort(static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Slot.CompareTo(b.Slot));
        return nearest.Count > count ? nearest[..count] : nearest;
    }

    /// <summary>The relatives of one item among those that <paramref name="lenders"/> marks; null when nothing is near enough.</summary>
    internal static ColdItem? Adopt(int slot, FeatureSchema schema, VectorReader index, ReadOnlySpan<float> fused, ReadOnlySpan<ulong> lenders)
    {
        List<ScoredItem> relatives = Nearest(schema, index, fused, MaxRelatives, MinCosine, lenders);
        if (relatives.Count == 0)
        {
            return null;
        }

        float total = relatives.Sum(static r => r.Score * r.Score);
        return new ColdItem(
            slot,
            [.. relatives.Select(static r => r.Slot)],
            [.. relatives.Select(r => Discount * r.Score * r.Score / total)]);
    }

    /// <summary>For the items of a model without evidence of their own, the relatives among those that have some.</summary>
    /// <param name="fused">[items, schema dimension] row-major.</param>
    /// <param name="hasEvidence">Item code to whether it stands on its own.</param>
    public static SuccessorLists FindRelatives(FeatureSchema schema, float[] fused, int items, Func<int, bool> hasEvidence)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(hasEvidence);
        ulong[] lenders = new ulong[(items + 63) >> 6];
        for (int item = 0; item < items; item++)
        {
            lenders[item >> 6] |= hasEvidence(item) ? 1UL << (item & 63) : 0;
        }

        VectorReader index = new(SegmentedIndex.Over(
            VectorSegment.Build(new MatrixSource(fused, schema.Dimension), new SegmentOptions { Structure = SearchStructure.Exact })));
        var adopted = new ColdItem?[items];
        WorkThreads.For(items, item =>
        {
            bool cold = (lenders[item >> 6] >> (item & 63) & 1) == 0;
            adopted[item] = cold ? Adopt(item, schema, index, fused.AsSpan(item * schema.Dimension, schema.Dimension), lenders) : null;
        });

        int[] start = new int[items + 1];
        for (int item = 0; item < items; item++)
        {
            start[item + 1] = start[item] + (adopted[item]?.Relatives.Length ?? 0);
        }

        return new SuccessorLists(
            start,
            [.. adopted.SelectMany(static a => a?.Relatives ?? [])],
            [.. adopted.SelectMany(static a => a?.Weights ?? [])]);
    }

    /// <summary>The fused vector with the popularity block set to zero: what the item is, not how it sells.</summary>
    private static float[] Content(FeatureSchema schema, ReadOnlySpan<float> fused)
    {
        float[] content = fused.ToArray();
        content.AsSpan(schema.Attributes, schema.Popularity).Clear();
        return content;
    }

    private static float ContentNorm(FeatureSchema schema, ReadOnlySpan<float> fused)
    {
        ReadOnlySpan<float> before = fused[..schema.Attributes];
        ReadOnlySpan<float> after = fused[(schema.Attributes + schema.Popularity)..];
        return MathF.Sqrt(VectorMath.Dot(before, before) + VectorMath.Dot(after, after));
    }

    /// <summary>Cosine of two fused vectors, popularity left out; 0 where either says nothing.</summary>
    internal static float Cosine(FeatureSchema schema, ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        float norms = ContentNorm(schema, a) * ContentNorm(schema, b);
        int after = schema.Attributes + schema.Popularity;
        return norms == 0
            ? 0
            : (VectorMath.Dot(a[..schema.Attributes], b[..schema.Attributes]) + VectorMath.Dot(a[after..], b[after..])) / norms;
    }
}
