namespace Tandem.Retrieval.Filters;

/// <summary>The numbers of a category and all below it, both ends included. Empty where the first is above the last.</summary>
public readonly record struct CategoryRange(int First, int Last)
{
    /// <summary>Holds no category.</summary>
    public static CategoryRange None { get; } = new(0, -1);

    public bool IsEmpty => First > Last;

    public bool Contains(int number) => number >= First && number <= Last;
}
