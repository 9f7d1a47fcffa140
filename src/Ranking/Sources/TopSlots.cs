using System.Buffers;

namespace Tandem.Ranking;

/// <summary>Picks the best of many scored slots; equal scores by ascending slot.</summary>
internal static class TopSlots
{
    /// <summary>The slots of the <paramref name="count"/> greatest positive scores, in no particular but always the same order.</summary>
    /// <param name="scores">[slots]</param>
    /// <param name="allowed">Bit slot % 64 of word slot / 64.</param>
    public static int[] Of(ReadOnlySpan<float> scores, int count, ReadOnlySpan<ulong> allowed)
    {
        ulong[] keys = ArrayPool<ulong>.Shared.Rent(scores.Length);
        int found = 0;
        for (int slot = 0; slot < scores.Length; slot++)
        {
            if (scores[slot] > 0 && (allowed[slot >> 6] >> (slot & 63) & 1) != 0)
            {
                // Bits of positive floats ascend with their values, so one integer orders by score and then by slot.
                keys[found++] = ((ulong)BitConverter.SingleToUInt32Bits(scores[slot]) << 32) | ~(uint)slot;
            }
        }

        int taken = Math.Min(count, found);
        Select(keys.AsSpan(0, found), taken);
        int[] slots = new int[taken];
        for (int i = 0; i < taken; i++)
        {
            slots[i] = (int)~(uint)keys[i];
        }

        ArrayPool<ulong>.Shared.Return(keys);
        return slots;
    }

    /// <summary>Moves the greatest keys to the front (Hoare, Algorithm 65: Find, 1961).</summary>
    private static void Select(Span<ulong> keys, int count)
    {
        int low = 0;
        int high = keys.Length - 1;
        while (low < high && count < keys.Length)
        {
            ulong pivot = keys[low + ((high - low) / 2)];
            int i = low;
            int j = high;
            while (i <= j)
            {
                while (keys[i] > pivot)
                {
                    i++;
                }

                while (keys[j] < pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (keys[i], keys[j]) = (keys[j], keys[i]);
                    i++;
                    j--;
                }
            }

            if (count - 1 <= j)
            {
                high = j;
            }
            else if (count - 1 >= i)
            {
                low = i;
            }
            else
            {
                return;
            }
        }
    }
}
