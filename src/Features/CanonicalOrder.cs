using System.Collections;
using Tandem.Domain;
using Tandem.Features.Numerics;

namespace Tandem.Features;

/// <summary>An order of items that depends on their ids alone.</summary>
internal static class CanonicalOrder
{
    /// <summary>Positions of the items by the hash of their ids, equal hashes by the id itself.</summary>
    public static int[] Of(IReadOnlyList<ItemDescription> items)
    {
        ulong[] keys = new ulong[items.Count];
        int[] order = new int[items.Count];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = StableHash.Wide(items[i].ItemId);
            order[i] = i;
        }

        Array.Sort(keys, order);
        for (int start = 0, end; start < keys.Length; start = end)
        {
            end = start + 1;
            while (end < keys.Length && keys[end] == keys[start])
            {
                end++;
            }

            order.AsSpan(start..end).Sort((a, b) => string.CompareOrdinal(items[a].ItemId, items[b].ItemId));
        }

        return order;
    }
}

/// <summary>A list in another order.</summary>
internal sealed class Reordered<T>(IReadOnlyList<T> values, int[] order) : IReadOnlyList<T>
{
    public int Count => order.Length;

    public T this[int index] => values[order[index]];

    public IEnumerator<T> GetEnumerator()
    {
        foreach (int position in order)
        {
            yield return values[position];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
