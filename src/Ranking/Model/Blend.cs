using System.Text.Json;
using Tandem.Domain;

namespace Tandem.Ranking;

/// <summary>
/// The linear blend of the sources' features: score = Σ weight · feature, with weights of their own for users of whom nothing is
/// known. A feature without a weight counts nothing. Immutable and thread-safe.
/// </summary>
public sealed class Blend
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly float[] _weights;
    private readonly float[] _newcomers;

    /// <param name="weights">Feature name to weight; every name must be in <see cref="SourceFeatures.Names"/>.</param>
    /// <param name="newcomers">The same for users without a history; null uses the default.</param>
    /// <exception cref="TandemException">A feature is unknown, or a weight is no finite number.</exception>
    public Blend(IReadOnlyDictionary<string, double> weights, IReadOnlyDictionary<string, double>? newcomers = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Weights = weights;
        Newcomers = newcomers ?? SourceFeatures.DefaultNewcomerWeights;
        _weights = ToVector(Weights);
        _newcomers = ToVector(Newcomers);
    }

    /// <summary>The weights that are used where none could be fitted.</summary>
    public static Blend Default { get; } = new(SourceFeatures.DefaultWeights);

    /// <summary>Feature name to weight, for users with a history.</summary>
    public IReadOnlyDictionary<string, double> Weights { get; }

    /// <summary>Feature name to weight, for users without one.</summary>
    public IReadOnlyDictionary<string, double> Newcomers { get; }

    /// <summary>Writes <c>{"weights": {"repeats.count": 1.2, …}, "newcomers": {…}}</c>.</summary>
    public void Save(Stream destination) => JsonSerializer.Serialize(destination, new Stored(Sorted(Weights), Sorted(Newcomers)), Json);

    /// <exception cref="TandemException">The stream is no blend, or has an unknown feature.</exception>
    public static Blend Load(Stream source)
    {
        try
        {
            Stored? stored = JsonSerializer.Deserialize<Stored>(source, Json);
            return stored?.Weights is { } weights
                ? new Blend(weights, stored.Newcomers)
                : throw new TandemException("blend.json has no 'weights'. Build the bundle again.");
        }
        catch (JsonException exception)
        {
            throw new TandemException($"blend.json is not readable at line {exception.LineNumber}: {exception.Message}", exception);
        }
    }

    /// <summary>Parallel to <see cref="SourceFeatures.Names"/>.</summary>
    internal ReadOnlySpan<float> Vector(bool isNewcomer) => isNewcomer ? _newcomers : _weights;

    private static float[] ToVector(IReadOnlyDictionary<string, double> weights)
    {
        float[] vector = new float[SourceFeatures.Names.Count];
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

            vector[feature] = (float)weight;
        }

        return vector;
    }

    private static SortedDictionary<string, double> Sorted(IReadOnlyDictionary<string, double> weights) =>
        new(weights.ToDictionary(), StringComparer.Ordinal);

    private sealed record Stored(SortedDictionary<string, double>? Weights, SortedDictionary<string, double>? Newcomers);
}
