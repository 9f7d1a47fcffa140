using System.Text.Json;
using Tandem.Domain;

namespace Tandem.Training.Bundling;

/// <summary>How pairs of items are counted and weighed. What fits depends on what the data know of time.</summary>
public sealed record CovisitationOptions
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>For shops with true times.</summary>
    public static CovisitationOptions Default { get; } = new();

    /// <summary>
    /// For sequences whose times say nothing but their order: further apart, never forgotten, and popular successors are held down
    /// less. Chosen on Amazon Beauty's validation items, see docs/guides/quality.md.
    /// </summary>
    public static CovisitationOptions Sequences { get; } = new() { MaxGap = 10, HalfLifeDays = null, SuccessorExponent = 0.15, Shrinkage = 0 };

    /// <summary>Steps apart that still count as one after the other, 1 to 100; step g counts 1/g. Default 5.</summary>
    public int MaxGap { get; init; } = 5;

    /// <summary>A pair so many days old counts half; null never forgets. Default 40.</summary>
    public double? HalfLifeDays { get; init; } = 40;

    /// <summary>
    /// How much the successor's own mass counts against it, 0 to 1: a list's weight is N(i, j) / (mass(i)^½ · mass(j)^exponent + shrinkage).
    /// At ½ the measure is symmetric, at 0 it favours what is popular. Default 0.5.
    /// </summary>
    public double SuccessorExponent { get; init; } = 0.5;

    /// <summary>Added to the denominator, so that pairs of rare items count little; 0 or more. Default 0.2.</summary>
    public double Shrinkage { get; init; } = 0.2;

    /// <exception cref="TandemException">A field is out of range; the message names it.</exception>
    public CovisitationOptions Validate()
    {
        Require(MaxGap is >= 1 and <= 100, nameof(MaxGap), MaxGap, "1 to 100");
        Require(HalfLifeDays is null or (> 0 and <= 36_500), nameof(HalfLifeDays), HalfLifeDays, "above 0 and at most 36500, or none");
        Require(SuccessorExponent is >= 0 and <= 1, nameof(SuccessorExponent), SuccessorExponent, "0 to 1");
        Require(Shrinkage is >= 0 and <= 1e6, nameof(Shrinkage), Shrinkage, "0 to 1000000");
        return this;

        static void Require(bool holds, string name, object? value, string range)
        {
            if (!holds)
            {
                throw new TandemException(FormattableString.Invariant($"Co-visitation option {name} is {value}, expected {range}."));
            }
        }
    }

    /// <summary>The form that a bundle's manifest stores.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads <see cref="ToJson"/>'s form; null, as older bundles have it, gives <see cref="Default"/>.</summary>
    /// <exception cref="TandemException">The text is no set of options, or an invalid one.</exception>
    public static CovisitationOptions FromJson(string? json)
    {
        try
        {
            return json is null ? Default : (JsonSerializer.Deserialize<CovisitationOptions>(json, Json) ?? Default).Validate();
        }
        catch (JsonException broken)
        {
            throw new TandemException($"These are no co-visitation options: {broken.Message}", broken);
        }
    }
}
