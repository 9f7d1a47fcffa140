namespace Tandem.Retrieval.Tests.Snapshots;

/// <summary>What happens to files.</summary>
internal static class FileDamage
{
    /// <summary>A bit flipped, an end cut off, a byte inserted, removed, or a stretch overwritten.</summary>
    public static byte[] Any(byte[] sound, Random random)
    {
        if (sound.Length == 0)
        {
            return [(byte)random.Next(256)];
        }

        int at = random.Next(sound.Length);
        switch (random.Next(5))
        {
            case 0:
                byte[] flipped = [.. sound];
                flipped[at] ^= (byte)(1 << random.Next(8));
                return flipped;
            case 1:
                return sound[..at];
            case 2:
                return [.. sound[..at], (byte)random.Next(256), .. sound[at..]];
            case 3:
                return [.. sound[..at], .. sound[(at + 1)..]];
            default:
                byte[] overwritten = [.. sound];
                random.NextBytes(overwritten.AsSpan(at, Math.Min(random.Next(1, 40), sound.Length - at)));
                return overwritten;
        }
    }
}
