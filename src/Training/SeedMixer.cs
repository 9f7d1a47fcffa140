namespace Tandem.Training;

/// <summary>
/// Derives independent seeds from one seed and a position (epoch, batch, step), so that any point of a run can be entered again
/// without replaying the random numbers before it.
/// </summary>
internal static class SeedMixer
{
    /// <summary>SplitMix64's finaliser (Steele, Lea &amp; Flood 2014) folded over the parts.</summary>
    public static ulong Mix(int seed, params ReadOnlySpan<long> parts)
    {
        ulong state = Finalise(unchecked((ulong)seed));
        foreach (long part in parts)
        {
            state = Finalise(unchecked(state ^ (ulong)part));
        }

        return state;
    }

    public static Random Generator(int seed, params ReadOnlySpan<long> parts) => new(unchecked((int)Mix(seed, parts)));

    private static ulong Finalise(ulong value)
    {
        unchecked
        {
            value += 0x9e3779b97f4a7c15;
            value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
            value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
            return value ^ (value >> 31);
        }
    }
}
