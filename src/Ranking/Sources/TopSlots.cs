namespace Tandem.Ranking;

/// <summary>Picks the best of many scored slots; equal scores by ascending slot.</summary>
internal static class TopSlots
{
    /// <summary>The slots of the <paramref name="count"/> greatest positive scores, greatest first.</summary>
    /// <param name="scores">[slots]</param>
    /// <param name="allowed">Bit slot % 64 of word slot / 64.</param>
    public static int[] Of(ReadOnlySpan<float> scores, int count, ReadOnlySpan<ulong> allowed)
    {
        var best = new PriorityQueue<int, (float Score, int NegativeSlot)>();
        float bar = 0;
        for (int slot = 0; slot < scores.Length; slot++)
        {
            float score = scores[slot];
            if (score <= bar || (allowed[slot >> 6] >> (slot & 63) & 1) == 0)
            {
                continue;
            }

            if (best.Count == count)
            {
                best.DequeueEnqueue(slot, (score, -slot));
            }
            else
            {
                best.Enqueue(slot, (score, -slot));
            }

            if (best.Count == count && best.TryPeek(out _, out (float Score, int) least))
            {
                // A later slot of the same score loses, so only a greater score gets in.
                bar = least.Score;
            }
        }

        int[] slots = new int[best.Count];
        for (int i = slots.Length - 1; i >= 0; i--)
        {
            slots[i] = best.Dequeue();
        }

        return slots;
    }
}
