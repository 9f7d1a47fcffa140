using System.Buffers;
using Tandem.Retrieval.Partitions;

namespace Tandem.Retrieval.Live;

internal sealed partial record Layer
{
    private const int BitsPerWord = 64;

    private int Words => (Rows + BitsPerWord - 1) / BitsPerWord;

    /// <summary>The best slots of this layer, best first, equal scores by ascending slot.</summary>
    /// <param name="options">Its filter is over slots.</param>
    public int Search(ReadOnlySpan<float> query, Span<ScoredItem> results, SearchOptions options)
    {
        if (Alive == 0)
        {
            return 0;
        }

        ulong[]? scratch = Translate(options.Filter, out SlotFilter rows);
        SearchOptions own = options with { Filter = rows };
        int found = Slots.Ascending ? Segment.Search(query, results, own) : SearchUnordered(query, results, own);
        if (scratch is not null)
        {
            ArrayPool<ulong>.Shared.Return(scratch);
        }

        if (!Slots.IsIdentity && Slots.Ascending)
        {
            ToSlots(results[..found]);
        }

        return found;
    }

    /// <summary>The same for many queries at once.</summary>
    public void SearchMany(ReadOnlySpan<float> queries, int k, Span<ScoredItem> results, Span<int> counts, SearchOptions options)
    {
        if (Alive == 0)
        {
            counts.Clear();
            return;
        }

        int dimension = Segment.Dimension;
        ulong[]? scratch = Translate(options.Filter, out SlotFilter rows);
        SearchOptions own = options with { Filter = rows };
        if (Slots.Ascending)
        {
            Segment.SearchMany(queries, k, results, counts, own);
        }

        for (int query = 0; query < counts.Length; query++)
        {
            Span<ScoredItem> answer = results.Slice(query * k, k);
            if (!Slots.Ascending)
            {
                counts[query] = SearchUnordered(queries.Slice(query * dimension, dimension), answer, own);
            }
            else if (!Slots.IsIdentity)
            {
                ToSlots(answer[..counts[query]]);
            }
        }

        if (scratch is not null)
        {
            ArrayPool<ulong>.Shared.Return(scratch);
        }
    }

    /// <summary>
    /// Where slots do not ascend with rows, the segment keeps the wrong ones of equal scores at the end of a full answer. So more is asked for,
    /// until the last score that counts is complete, and then ordered by slot.
    /// </summary>
    private int SearchUnordered(ReadOnlySpan<float> query, Span<ScoredItem> results, SearchOptions options)
    {
        int wanted = Math.Min(results.Length, Rows);
        if (wanted == 0)
        {
            return 0;
        }

        for (int asked = wanted + 1; ; asked *= 2)
        {
            int room = Math.Min(asked, Rows);
            ScoredItem[] buffer = ArrayPool<ScoredItem>.Shared.Rent(room);
            Span<ScoredItem> found = buffer.AsSpan(0, Segment.Search(query, buffer.AsSpan(0, room), options));
            bool complete = found.Length < asked || found[wanted - 1].Score != found[^1].Score;
            if (complete)
            {
                ToSlots(found);
                found.Sort(static (a, b) => TopKMerge.IsBetter(a, b) ? -1 : a == b ? 0 : 1);
                found = found[..Math.Min(found.Length, wanted)];
                found.CopyTo(results);
            }

            ArrayPool<ScoredItem>.Shared.Return(buffer);
            if (complete)
            {
                return found.Length;
            }
        }
    }

    private void ToSlots(Span<ScoredItem> rows)
    {
        foreach (ref ScoredItem item in rows)
        {
            item = item with { Slot = Slots.SlotOf(item.Slot) };
        }
    }

    /// <summary>The filter over rows, without the tombstones. Gives the rented memory that it lies in, if any.</summary>
    private ulong[]? Translate(SlotFilter slots, out SlotFilter rows)
    {
        if (Slots.IsIdentity)
        {
            return TranslateIdentity(slots, out rows);
        }

        if (slots.IsEmpty && Removed.Count == 0)
        {
            rows = default;
            return null;
        }

        ulong[] scratch = ArrayPool<ulong>.Shared.Rent(Words);
        Span<ulong> words = scratch.AsSpan(0, Words);
        words.Clear();
        Removed.AddTo(words);
        if (slots.IsEmpty)
        {
            rows = new SlotFilter(default, words);
            return scratch;
        }

        for (int row = 0; row < Rows; row++)
        {
            if (!slots.Passes(Slots.SlotOf(row)))
            {
                words[row / BitsPerWord] |= 1UL << (row % BitsPerWord);
            }
        }

        rows = new SlotFilter(default, words);
        return scratch;
    }

    private ulong[]? TranslateIdentity(SlotFilter slots, out SlotFilter rows)
    {
        if (Removed.Count == 0)
        {
            rows = slots;
            return null;
        }

        ulong[] scratch = ArrayPool<ulong>.Shared.Rent(Words);
        Span<ulong> words = scratch.AsSpan(0, Words);
        words.Clear();
        slots.Excluded[..Math.Min(slots.Excluded.Length, words.Length)].CopyTo(words);
        Removed.AddTo(words);
        rows = new SlotFilter(slots.Allowed, words);
        return scratch;
    }
}
