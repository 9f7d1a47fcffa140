using Tandem.Training.Managed.Numerics;

namespace Tandem.Training.Managed;

/// <summary>Where the rows or columns of a tensor lie in a padded matrix.</summary>
/// <param name="Positions">For each row or column of the tensor.</param>
/// <param name="Extent">Rows or columns of the matrix.</param>
internal sealed record Placement(int[] Positions, int Extent)
{
    /// <summary>0, 1, 2, …</summary>
    public static Placement Plain(int count) => new([.. Enumerable.Range(0, count)], count);

    /// <summary>Groups of equal size, each padded to whole vectors.</summary>
    public static Placement Groups(int groups, int size) => new(
        [.. Enumerable.Range(0, groups * size).Select(index => (index / size * Matrix.Padded(size)) + (index % size))],
        groups * Matrix.Padded(size));

    /// <summary>Two parts, the first padded to whole vectors.</summary>
    public static Placement Pair(int first, int second) => new(
        [.. Enumerable.Range(0, first), .. Enumerable.Range(Matrix.Padded(first), second)], Matrix.Padded(first) + second);
}
