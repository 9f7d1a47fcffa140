using Tandem.Domain;

namespace Tandem.Datasets.Ozon;

/// <summary>Which row an event came from.</summary>
internal enum OzonEventKind : byte
{
    /// <summary>A row of <c>tracker</c>.</summary>
    Tracked,

    /// <summary>The order of a row of <c>orders</c>.</summary>
    Ordered,

    /// <summary>How that order ended.</summary>
    Ended,
}

/// <summary>An event before its ids are written as texts.</summary>
/// <param name="Kind">Says how its ids are made.</param>
/// <param name="Action">What was done.</param>
/// <param name="Widget">Code of the widget, or <see cref="NoWidget"/>.</param>
/// <param name="Row">Row of the file.</param>
/// <param name="User">Id of the user.</param>
/// <param name="Item">Id of the item.</param>
/// <param name="OccurredAt">Milliseconds since 1970-01-01 UTC.</param>
internal readonly record struct OzonEvent(OzonEventKind Kind, EventAction Action, int Widget, long Row, long User, long Item, long OccurredAt)
{
    public const int NoWidget = -1;
}
