using Tandem.Domain;
using Tandem.Features.Numerics;

namespace Tandem.Features.Embeddings;

/// <summary>
/// Gathers, from a stream of items, the embeddings that the projection is fitted on: those whose items have the smallest seeded
/// hashes of their ids. The same items give the same sample in any order, and no more than a given number is
/// kept. Not thread-safe.
/// </summary>
public sealed class EmbeddingSample
{
    private readonly int _most;
    private readonly int _seed;
    private readonly PriorityQueue<float[], SampleKey> _kept = new(SampleKey.LastFirst);
    private string? _firstId;

    /// <param name="field">What to gather.</param>
    /// <param name="most">Embeddings that are kept, at least 1.</param>
    /// <param name="seed">Seeds the draw.</param>
    public EmbeddingSample(EmbeddingField field, int most, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        Field = field;
        _most = most;
        _seed = seed;
    }

    /// <summary>What is gathered.</summary>
    public EmbeddingField Field { get; }

    /// <summary>Items seen, with an embedding or without.</summary>
    public long Items { get; private set; }

    /// <summary>Items seen that have an embedding.</summary>
    public long Given { get; private set; }

    /// <summary>Length of the embeddings; 0 while none was seen.</summary>
    public int Dimension { get; private set; }

    public static EmbeddingSample Of(EmbeddingField field, IEnumerable<ItemDescription> items, int most, int seed)
    {
        EmbeddingSample sample = new(field, most, seed);
        foreach (ItemDescription item in items)
        {
            sample.Add(item);
        }

        return sample;
    }

    /// <exception cref="TandemException">The embedding is of another length than the others.</exception>
    public void Add(ItemDescription item)
    {
        Items++;
        if (Field.Of(item) is not { } embedding)
        {
            return;
        }

        Given++;
        _firstId ??= item.ItemId;
        Dimension = Dimension == 0 ? embedding.Length : Dimension;
        if (embedding.Length != Dimension || embedding.Length == 0)
        {
            throw new TandemException(
                $"The {Field.Noun} of item '{item.ItemId}' has {embedding.Length} dimensions, that of item '{_firstId}' {Dimension}. All of a dataset must come from one model; fix or drop the field `{Field.Name}`.");
        }

        SampleKey key = SampleKey.Of(item.ItemId, _seed);
        if (_kept.Count < _most)
        {
            _kept.Enqueue(embedding, key);
        }
        else
        {
            _kept.EnqueueDequeue(embedding, key);
        }
    }

    /// <summary>The sample with the ids, in the order of the hashes.</summary>
    internal IReadOnlyList<(string ItemId, float[] Embedding)> Drawn() =>
        [.. _kept.UnorderedItems.OrderBy(static entry => entry.Priority).Select(static entry => (entry.Priority.ItemId, entry.Element))];
}
