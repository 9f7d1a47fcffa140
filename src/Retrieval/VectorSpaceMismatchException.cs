namespace Tandem.Retrieval;

/// <summary>Vectors of one space met those of another. The message has both.</summary>
public sealed class VectorSpaceMismatchException(VectorSpace expected, VectorSpace actual, string what)
    : ArgumentException($"This index holds vectors of {Describe(expected, actual)}, {what} is of {Describe(actual, expected)}. Compute the vectors anew with the same features and model.")
{
    /// <summary>The index's.</summary>
    public VectorSpace Expected { get; } = expected;

    public VectorSpace Actual { get; } = actual;

    private static string Describe(VectorSpace space, VectorSpace other)
    {
        List<string> parts = [];
        if (space.Dimension != other.Dimension)
        {
            parts.Add($"{space.Dimension} values");
        }

        if (space.Schema != other.Schema)
        {
            parts.Add($"schema '{space.Schema}'");
        }

        if (space.Model != other.Model)
        {
            parts.Add($"model '{space.Model}'");
        }

        return string.Join(", ", parts);
    }
}
