using Tandem.Retrieval;
using Tandem.Retrieval.Live;

namespace Tandem.Ranking.Partitions;

/// <summary>
/// Reads one kind of a catalogue's vectors: all from the index at hand, or, of a partitioned model, the live changes from there and the
/// bundle's own from <see cref="VectorQuestions"/>. Where those do not know yet, the answer is empty and the question noted.
/// </summary>
/// <param name="model">Null where everything is at hand.</param>
/// <param name="replaced">As of <see cref="CatalogueState.Replaced"/>.</param>
internal sealed class VectorReader(
    SegmentedIndex local, VectorKind kind = VectorKind.Fused, ServingModel? model = null, ulong[]? replaced = null, VectorQuestions? questions = null)
{
    private readonly bool _isPartitioned = model is { IsPartitioned: true };
    private readonly ulong[] _replaced = replaced ?? [];

    public int Dimension => local.Dimension;

    /// <param name="allowed">Bitmap over slots; empty for all.</param>
    public ScoredItem[] Search(ReadOnlySpan<float> query, int count, ReadOnlySpan<ulong> allowed)
    {
        ScoredItem[] here = local.Search(query, count, new SearchOptions { Filter = new SlotFilter(allowed) });
        if (!_isPartitioned)
        {
            return here;
        }

        VectorHit[] elsewhere = Questions.Search(kind, query, count, OfBundle(allowed));
        return Retrieval.Partitions.TopKMerge.Merge([here, Array.ConvertAll(elsewhere, static hit => new ScoredItem(hit.Slot, hit.Score))], count);
    }

    /// <summary>False where the slot has no vector, or it is not known yet.</summary>
    public bool TryCopyVector(int slot, Span<float> destination)
    {
        if (local.TryCopyVector(slot, destination))
        {
            return true;
        }

        if (!IsElsewhere(slot) || Questions.Vector(kind, slot) is not { } vector)
        {
            return false;
        }

        vector.CopyTo(destination);
        return true;
    }

    /// <summary>[Dimension], a copy; zeros where it is not known yet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The slot holds no vector.</exception>
    public float[] VectorOf(int slot)
    {
        float[] vector = new float[Dimension];
        if (!TryCopyVector(slot, vector) && !IsElsewhere(slot))
        {
            throw new ArgumentOutOfRangeException(nameof(slot), slot, "The slot holds no vector.");
        }

        return vector;
    }

    /// <summary>Says with what <see cref="Product"/> multiplies. Before a search for the same vector, so that its hits bring their products along.</summary>
    public void MultiplyWith(float[] vector)
    {
        if (_isPartitioned)
        {
            Questions.MultiplyWith(vector);
        }
    }

    /// <summary>The inner product of a slot's vector and that of <see cref="MultiplyWith"/>; 0 where the slot has none, or it is not known yet.</summary>
    /// <param name="scratch">[Dimension]</param>
    public float Product(float[] with, int slot, Span<float> scratch) =>
        local.TryCopyVector(slot, scratch) ? VectorMath.Dot(with, scratch) : IsElsewhere(slot) ? Questions.Product(slot) : 0;

    private VectorQuestions Questions =>
        questions ?? throw new InvalidOperationException("The model's vectors are in partitions; ask through PartitionedRecommender.");

    private bool IsElsewhere(int slot) => _isPartitioned && slot < model!.ItemCount && !local.Contains(slot);

    /// <summary>The allowed slots whose vector is the bundle's still.</summary>
    private ulong[] OfBundle(ReadOnlySpan<ulong> allowed)
    {
        ulong[] words = SlotBitmap.All(model!.ItemCount).Words.ToArray();
        for (int i = 0; i < words.Length; i++)
        {
            words[i] &= (allowed.IsEmpty ? ulong.MaxValue : i < allowed.Length ? allowed[i] : 0) & (i < _replaced.Length ? ~_replaced[i] : ulong.MaxValue);
        }

        return words;
    }
}
