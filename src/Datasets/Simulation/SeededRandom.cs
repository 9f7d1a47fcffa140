namespace Tandem.Datasets.Simulation;

/// <summary>
/// SplitMix64 (Steele, Lea, Flood 2014): eight bytes of state, so every user has a generator of their own, and the same
/// numbers on every machine and runtime version.
/// </summary>
internal struct SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>An independent generator for one purpose.</summary>
    public static SeededRandom For(long seed, int stream, int index = 0)
    {
        var mixer = new SeededRandom((ulong)seed);
        ulong mixed = mixer.NextBits() ^ ((ulong)stream << 40) ^ (uint)index;
        mixer = new SeededRandom(mixed);
        return new SeededRandom(mixer.NextBits());
    }

    public ulong NextBits()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in 0 to <paramref name="bound"/> - 1.</summary>
    public int Next(int bound) => (int)(NextDouble() * bound);

    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>Standard normal (Box and Muller, one of the two).</summary>
    public double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>Exponential with this mean.</summary>
    public double NextExponential(double mean) => -mean * Math.Log(1 - NextDouble());

    /// <summary>Standard Gumbel; the largest of score + Gumbel is a draw from the softmax of the scores.</summary>
    public double NextGumbel() => -Math.Log(-Math.Log(1 - ((NextDouble() * 0.999999) + 1e-9)));

    /// <summary>Poisson, for small means (Knuth).</summary>
    public int NextPoisson(double mean)
    {
        double limit = Math.Exp(-mean);
        int count = 0;
        for (double product = NextDouble(); product > limit; product *= NextDouble())
        {
            count++;
        }

        return count;
    }

    /// <summary>An index drawn with probability proportional to the steps of a cumulative sum.</summary>
    public int NextWeighted(ReadOnlySpan<double> cumulative)
    {
        int index = cumulative.BinarySearch(NextDouble() * cumulative[^1]);
        return Math.Min(index < 0 ? ~index : index + 1, cumulative.Length - 1);
    }
}
