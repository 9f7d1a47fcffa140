using Tandem.Domain;

namespace Tandem.Features.Inspection;

/// <summary>
/// The items nearest to one item by each block and by the whole vector. Vectors are taken a piece at a time, so memory does not
/// grow with the catalogue. Ties go to the item that is nearer by the whole vector, then to the smaller id.
/// </summary>
internal sealed class NearestItems
{
    private const int Piece = 4096;

    private readonly BlockDistance[] _blocks;
    private readonly SortedSet<Candidate>[] _nearest;
    private readonly int _count;

    private NearestItems(BlockDistance[] blocks, int count)
    {
        _blocks = blocks;
        _nearest = [.. blocks.Select(_ => new SortedSet<Candidate>())];
        _count = count;
    }

    /// <summary>Nearest first, one list for each of <see cref="BlockDistance.Of"/>.</summary>
    public static IReadOnlyList<ItemNeighbour>[] Of(
        FeatureSchema schema,
        ItemDescription item,
        float[] fused,
        IReadOnlyList<ItemDescription> items,
        IReadOnlyList<Category> tree,
        FusedRow fusedRow,
        int count,
        CancellationToken cancellation)
    {
        NearestItems nearest = new(BlockDistance.Of(schema), count);
        int dimension = schema.Dimension;
        float[] rows = new float[Math.Min(Piece, items.Count) * dimension];
        double[][] distances = [.. Enumerable.Range(0, Math.Min(Piece, items.Count)).Select(_ => new double[nearest._blocks.Length])];
        for (int first = 0; first < items.Count && count > 0; first += Piece)
        {
            int start = first;
            int length = Math.Min(Piece, items.Count - start);
            Parallel.For(0, length, new ParallelOptions { CancellationToken = cancellation }, i =>
            {
                Span<float> row = rows.AsSpan(i * dimension, dimension);
                fusedRow(start + i, row);
                for (int block = 0; block < distances[i].Length; block++)
                {
                    distances[i][block] = nearest._blocks[block].Between(fused, row);
                }
            });
            for (int i = 0; i < length; i++)
            {
                if (items[start + i].ItemId != item.ItemId)
                {
                    nearest.Offer(items[start + i], distances[i]);
                }
            }
        }

        ILookup<string, string> names = tree.ToLookup(static category => category.CategoryId, static category => category.Name, StringComparer.Ordinal);
        return
        [
            .. nearest._nearest.Select(found => (IReadOnlyList<ItemNeighbour>)
                [.. found.Select(candidate => new ItemNeighbour(candidate.Item.ItemId, candidate.Item.Name, candidate.Item.CategoryId, candidate.Distance)
                {
                    CategoryName = candidate.Item.CategoryId is { } id ? names[id].FirstOrDefault() : null,
                })]),
        ];
    }

    private void Offer(ItemDescription item, double[] distances)
    {
        for (int block = 0; block < distances.Length; block++)
        {
            SortedSet<Candidate> found = _nearest[block];
            Candidate candidate = new(distances[block], distances[^1], item);
            if (double.IsFinite(candidate.Distance) && (found.Count < _count || candidate.CompareTo(found.Max!) < 0))
            {
                found.Add(candidate);
                if (found.Count > _count)
                {
                    found.Remove(found.Max!);
                }
            }
        }
    }

    private sealed record Candidate(double Distance, double Overall, ItemDescription Item) : IComparable<Candidate>
    {
        public int CompareTo(Candidate? other) => other is null
            ? 1
            : (Distance, Overall).CompareTo((other.Distance, other.Overall)) is var order and not 0
                ? order
                : string.CompareOrdinal(Item.ItemId, other.Item.ItemId);
    }
}
