using Tandem.Datasets;

namespace Tandem.Training.Batches;

/// <summary>Where one visit or basket ends and the next begins.</summary>
internal static class VisitBoundary
{
    /// <summary>A pause longer than this ends a visit: 30 minutes, the usual session rule of web analytics.</summary>
    public const long PauseMilliseconds = 30 * 60 * 1000;

    /// <summary>
    /// Whether a visit ends between <paramref name="row"/> and the next row of the same user. Events of one instant never part;
    /// later ones part after a pause, or when an order begins or ends between them.
    /// </summary>
    public static bool EndsVisit(Interactions interactions, int row)
    {
        long gap = interactions.OccurredAt[row + 1] - interactions.OccurredAt[row];
        return gap > PauseMilliseconds || (gap > 0 && interactions.Order[row] != interactions.Order[row + 1]);
    }

    /// <summary>Whether the next row is of a later instant and not of the same order.</summary>
    public static bool EndsInstant(Interactions interactions, int row) =>
        interactions.OccurredAt[row + 1] > interactions.OccurredAt[row] && !SameOrder(interactions, row, row + 1);

    /// <summary>Whether two rows belong to the same instant or to lines of one order that were written down within one visit.</summary>
    public static bool SameInstant(Interactions interactions, int row, int other) =>
        interactions.OccurredAt[other] == interactions.OccurredAt[row] || SameOrder(interactions, row, other);

    /// <summary>Lines of one order, as opposed to the order and its delivery days later.</summary>
    private static bool SameOrder(Interactions interactions, int row, int other) =>
        interactions.Order[row] >= 0 && interactions.Order[row] == interactions.Order[other] &&
        interactions.Action[row] == interactions.Action[other] &&
        interactions.OccurredAt[other] - interactions.OccurredAt[row] <= PauseMilliseconds;
}
