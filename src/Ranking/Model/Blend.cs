using System.Text.Json;
using Tandem.Domain;

namespace Tandem.Ranking;

/// <summary>
/// The linear blend of the sources' features: score = Σ weight · feature. A feature without a weight counts nothing.
/// Immutable and thread-safe.
/// </summary>
public sealed class Blend
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    private readonly float[] _weights;

    /// <param name="weights">Feature name to weight; every name must be in <see cref="SourceFeatures.Names"/>.</param>
    /// <exception cref="TandemException">A feature is unknown, or a weight is no finite number.</exception>
    public Blend(IReadOnlyDictionary<string, double> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        _weights = new float[SourceFeatures.Names.Count];
        foreach ((string name, double weight) in weights)
        {
            int feature = SourceFeatures.IndexOf(name);
            if (feature < 0)
            {
                throw new TandemException($"The blend has a weight for '{name}', which no source gives. Known: {string.Join(", ", SourceFeatures.Names)}.");
            }

            if (!double.IsFinite(weight))
            {
                throw new TandemException($"The blend's weight of '{name}' is {weight}; it must be a finite number.");
            }

            _weights[feature] = (float)weight;
        }

        Weights = weights;
    }

    /// <summary>The weights that are used where none could be fitted.</summary>
    public static Blend Default { get; } = new(SourceFeatures.DefaultWeights);

    /// <summary>Feature name to weight.</summary>
    public IReadOnlyDictionary<string, double> Weights { get; }

    /// <summary>Parallel to <see cref="SourceFeatures.Names"/>.</summary>
    internal ReadOnlySpan<float> Vector => _weights;

    /// <summary>Writes the weights as JSON: <c>{"weights": {"repeats.recent": 1.2, …}}</c>.</summary>
    public void Save(Stream destination) => JsonSerializer.Serialize(destination, new Stored(new SortedDictionary<string, double>(Weights.ToDictionary(), StringComparer.Ordinal)), Json);

    /// <exception cref="TandemException">The stream is no blend, or has an unknown feature.</exception>
    public static Blend Load(Stream source)
    {
        try
        {
            Stored? stored = JsonSerializer.Deserialize<Stored>(source, Json);
            return stored?.Weights is { } weights
                ? new Blend(weights)
                : throw new TandemException("blend.json has no 'Weights'. Write the bundle again.");
        }
        catch (JsonException exception)
        {
            throw new TandemException($"blend.json is not readable at line {exception.LineNumber}: {exception.Message}", exception);
        }
    }

    private sealed record Stored(SortedDictionary<string, double>? Weights);
}
