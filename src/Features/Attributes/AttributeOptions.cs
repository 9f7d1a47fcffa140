namespace Tandem.Features.Attributes;

/// <summary>How attributes become columns.</summary>
public sealed record AttributeOptions
{
    /// <summary>A value that fewer items have is folded into <c>other_{attribute}</c>. Items, default 5, at least 1.</summary>
    public int MinItems { get; init; } = 5;

    /// <summary>
    /// An attribute that at least this share of the items has gets a column <c>no_{attribute}</c> for those without it.
    /// 0 to 1, default 0.01.
    /// </summary>
    public double AbsenceShare { get; init; } = 0.01;
}
