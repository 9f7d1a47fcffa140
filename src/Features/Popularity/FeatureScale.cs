using Tandem.Features.Format;

namespace Tandem.Features.Popularity;

/// <summary>Mean and deviation of each of the nine features over the fitted products.</summary>
internal sealed class FeatureScale
{
    /// <summary>Largest absolute value of a feature: a tenth of what other blocks have, which towers learn better from (docs/decisions/0012).</summary>
    internal const double Bound = 0.1;

    private const double Clip = 3;
    private const double Constant = 1e-9;

    private readonly double[] _mean;
    private readonly double[] _deviation;

    private FeatureScale(double[] mean, double[] deviation)
    {
        _mean = mean;
        _deviation = deviation;
    }

    /// <summary>Under which every feature is 0.</summary>
    public static FeatureScale None { get; } = new(new double[PopularityFeatures.Count], new double[PopularityFeatures.Count]);

    /// <summary>(raw − mean) / deviation, clipped to ±3, over 30: ±<see cref="Bound"/>. A feature that is the same for every product says nothing: 0.</summary>
    public void Apply(ReadOnlySpan<double> raw, Span<float> destination)
    {
        for (int i = 0; i < raw.Length; i++)
        {
            double z = _deviation[i] > Constant ? (raw[i] - _mean[i]) / _deviation[i] : 0;
            destination[i] = (float)(Math.Clamp(z, -Clip, Clip) / Clip * Bound);
        }
    }

    public void Save(FitWriter writer)
    {
        writer.Write(_mean);
        writer.Write(_deviation);
    }

    public static FeatureScale Load(FitReader reader) => new(reader.Doubles(), reader.Doubles());

    /// <summary>Sums in fixed point, where addition is exact: the order of the products does not matter.</summary>
    internal sealed class Builder
    {
        private const double Unit = 4294967296; // 2^32 steps to 1; a 128-bit sum then has room for any shop.

        private readonly Int128[] _sums = new Int128[PopularityFeatures.Count];
        private readonly Int128[] _squares = new Int128[PopularityFeatures.Count];
        private long _count;

        public void Add(ReadOnlySpan<double> raw)
        {
            _count++;
            for (int i = 0; i < raw.Length; i++)
            {
                _sums[i] += (Int128)Math.Round(raw[i] * Unit);
                _squares[i] += (Int128)Math.Round(raw[i] * raw[i] * Unit);
            }
        }

        public FeatureScale Build()
        {
            double[] mean = [.. _sums.Select(sum => (double)sum / Unit / _count)];
            double[] deviation = [.. _squares.Zip(mean, (square, m) => Math.Sqrt(Math.Max(0, ((double)square / Unit / _count) - (m * m))))];
            return new FeatureScale(mean, deviation);
        }
    }
}
