using System.IO.Hashing;
using System.Runtime.InteropServices;
using Tandem.Retrieval;
using Tandem.Retrieval.Partitions;

namespace Tandem.Ranking.Partitions;

/// <summary>
/// What one request wants to know of vectors that other silos hold. Work runs as far as it can, asking here for what it needs; what is not
/// known is noted, then asked of all partitions at once, and the work runs again. Not thread-safe.
/// </summary>
public sealed class VectorQuestions
{
    private readonly SortedSet<int>[] _openSlots = [[], []];
    private readonly Dictionary<int, float[]>[] _vectors = [[], []];
    private readonly List<OpenSearch> _openSearches = [];
    private readonly Dictionary<UInt128, VectorHit[]> _hits = [];
    private readonly SortedSet<int> _openProducts = [];
    private readonly Dictionary<int, float> _products = [];

    /// <summary>The one vector of the request that inner products are asked with.</summary>
    private float[] _productWith = [];

    public VectorQuestions(ServingModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Model = model;
    }

    public ServingModel Model { get; }

    /// <summary>Whether something was asked that is not answered yet.</summary>
    public bool AreOpen => _openSearches.Count > 0 || _openProducts.Count > 0 || _openSlots.Any(static slots => slots.Count > 0);

    /// <summary>What is open for one partition, for <see cref="VectorPartition.Answer(byte[])"/>; null for nothing.</summary>
    public byte[]? For(int partition, int partitions)
    {
        PartitionRange range = Range(partition, partitions);
        PartitionQuestion question = Question(range);
        return question.IsEmpty ? null : question.ToBytes(range);
    }

    /// <summary>Takes the answers of all partitions.</summary>
    /// <param name="answers">By partition; null where nothing was asked.</param>
    /// <exception cref="InvalidDataException">An answer is of another version of Tandem.</exception>
    public void Take(byte[]?[] answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        List<VectorHit>[] hits = [.. _openSearches.Select(static _ => new List<VectorHit>())];
        for (int partition = 0; partition < answers.Length; partition++)
        {
            if (answers[partition] is { } bytes)
            {
                Take(Range(partition, answers.Length), PartitionAnswer.FromBytes(bytes), hits);
            }
        }

        for (int i = 0; i < hits.Length; i++)
        {
            hits[i].Sort(static (a, b) =>
                a.Slot == b.Slot ? 0 : TopKMerge.IsBetter(new ScoredItem(a.Slot, a.Score), new ScoredItem(b.Slot, b.Score)) ? -1 : 1);
            _hits[_openSearches[i].Key] = [.. hits[i].Take(_openSearches[i].Count)];
        }

        _openSearches.Clear();
        _openProducts.Clear();
        foreach (SortedSet<int> slots in _openSlots)
        {
            slots.Clear();
        }
    }

    /// <summary>The best slots of the bundle; empty, and noted, where they are not known yet.</summary>
    /// <param name="allowed">Bitmap over the bundle's slots.</param>
    internal VectorHit[] Search(VectorKind kind, ReadOnlySpan<float> query, int count, ulong[] allowed)
    {
        XxHash128 hash = new();
        hash.Append([(byte)kind]);
        hash.Append(MemoryMarshal.AsBytes([count]));
        hash.Append(MemoryMarshal.AsBytes(query));
        hash.Append(MemoryMarshal.AsBytes<ulong>(allowed));
        UInt128 key = hash.GetCurrentHashAsUInt128();
        if (_hits.TryGetValue(key, out VectorHit[]? hits))
        {
            return hits;
        }

        if (!_openSearches.Exists(open => open.Key == key))
        {
            _openSearches.Add(new OpenSearch(key, kind, query.ToArray(), count, allowed));
        }

        return [];
    }

    /// <summary>The vector of one of the bundle's slots; null, and noted, where it is not known yet.</summary>
    internal float[]? Vector(VectorKind kind, int slot)
    {
        if (_vectors[(int)kind].TryGetValue(slot, out float[]? vector))
        {
            return vector;
        }

        _openSlots[(int)kind].Add(slot);
        return null;
    }

    /// <summary>Says with what <see cref="Product"/> multiplies from now on; hits of a search for it bring their products along.</summary>
    internal void MultiplyWith(float[] vector)
    {
        if (!ReferenceEquals(vector, _productWith))
        {
            _products.Clear();
            _productWith = vector;
        }
    }

    /// <summary>The inner product with one of the bundle's item vectors; 0, and noted, where it is not known yet.</summary>
    internal float Product(int slot)
    {
        if (_products.TryGetValue(slot, out float product))
        {
            return product;
        }

        _openProducts.Add(slot);
        return 0;
    }

    private PartitionRange Range(int partition, int partitions) => PartitionRange.Of(Model.ItemCount, partition, partitions);

    private PartitionQuestion Question(PartitionRange range) => new()
    {
        Searches = range.Count == 0
            ? []
            : [.. _openSearches.Select(open => new PartitionSearch(open.Kind, open.Query, open.Count, range.Cut(open.Allowed)))],
        Slots = [.. _openSlots.Select(slots => Within(slots, range))],
        ProductWith = _openProducts.Count == 0 ? [] : _productWith,
        ProductSlots = Within(_openProducts, range),
    };

    private static int[] Within(SortedSet<int> slots, PartitionRange range) =>
        slots.Count == 0 || range.Count == 0 ? [] : [.. slots.GetViewBetween(range.First, range.First + range.Count - 1)];

    private void Take(PartitionRange range, PartitionAnswer answer, List<VectorHit>[] hits)
    {
        for (int i = 0; i < answer.Hits.Length; i++)
        {
            hits[i].AddRange(answer.Hits[i]);
            if (_openSearches[i].Kind == VectorKind.Items && _openSearches[i].Query.AsSpan().SequenceEqual(_productWith))
            {
                Array.ForEach(answer.Hits[i], hit => _products[hit.Slot] = hit.Product);
            }
        }

        for (int kind = 0; kind < _openSlots.Length; kind++)
        {
            int[] slots = Within(_openSlots[kind], range);
            int dimension = slots.Length == 0 ? 0 : answer.Vectors[kind].Length / slots.Length;
            for (int i = 0; i < slots.Length; i++)
            {
                _vectors[kind][slots[i]] = answer.Vectors[kind][(i * dimension)..((i + 1) * dimension)];
            }
        }

        int[] multiplied = Within(_openProducts, range);
        for (int i = 0; i < multiplied.Length; i++)
        {
            _products[multiplied[i]] = answer.Products[i];
        }
    }

    private sealed record OpenSearch(UInt128 Key, VectorKind Kind, float[] Query, int Count, ulong[] Allowed);
}
