using Tandem.Domain;

namespace Tandem.Training.Bundling.Ease;

/// <summary>How the linear model of items that go together is fitted.</summary>
public sealed record EaseOptions
{
    /// <summary>
    /// Items that take part, at most, those with the most users first: the matrix takes 4·n² bytes and 2n³ operations, 144 MiB and seconds for
    /// the default. The others have no lists; the other sources speak for them. 2 to 40000. Default 6144.
    /// </summary>
    public int MaxItems { get; init; } = 6144;

    /// <summary>
    /// λ in multiples of the mean of XᵀX's diagonal, so that it means the same in a small shop and in a large one; above 0. Default 4.
    /// </summary>
    public double Ridge { get; init; } = 4;

    /// <summary>Entries of one item's list, at most. Default 100.</summary>
    public int ListLength { get; init; } = CovisitationBuilder.ListLength;

    /// <exception cref="TandemException">A field is out of range; the message names it.</exception>
    public EaseOptions Validate()
    {
        Require(MaxItems is >= 2 and <= 40_000, nameof(MaxItems), MaxItems, "2 to 40000");
        Require(Ridge is > 0 and <= 1e6, nameof(Ridge), Ridge, "above 0 and at most 1000000");
        Require(ListLength is >= 1 and <= 10_000, nameof(ListLength), ListLength, "1 to 10000");
        return this;

        static void Require(bool holds, string name, object value, string range)
        {
            if (!holds)
            {
                throw new TandemException(FormattableString.Invariant($"EASE option {name} is {value}, expected {range}."));
            }
        }
    }
}
