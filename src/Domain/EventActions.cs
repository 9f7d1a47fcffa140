namespace Tandem.Domain;

/// <summary>The names that actions have on the wire and in datasets.</summary>
public static class EventActions
{
    private static readonly string[] Names =
    [
        "page_view", "view_description", "review_view", "favorite", "unfavorite",
        "to_cart", "remove", "order", "delivered", "canceled", "hide", "unhide",
    ];

    /// <summary>How many actions there are; valid codes are 0 to <c>Count - 1</c>.</summary>
    public const int Count = 12;

    /// <summary>Actions that say something of interest in an item come first, codes 0 to <c>SignalCount - 1</c>; the others only say what may be shown.</summary>
    public const int SignalCount = 10;

    /// <summary>All wire names, indexed by the action's code.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>Whether an action says something of interest in an item; <c>hide</c> and <c>unhide</c> do not.</summary>
    public static bool IsSignal(this EventAction action) => (int)action < SignalCount;

    /// <summary>The wire name, for example <c>page_view</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no defined action.</exception>
    public static string ToName(this EventAction action) =>
        (int)action < Count
            ? Names[(int)action]
            : throw new ArgumentOutOfRangeException(nameof(action), action, "Not an action.");

    /// <summary>Finds the action with this wire name; case matters.</summary>
    public static bool TryParse(ReadOnlySpan<char> name, out EventAction action)
    {
        for (int code = 0; code < Names.Length; code++)
        {
            if (name.SequenceEqual(Names[code]))
            {
                action = (EventAction)code;
                return true;
            }
        }

        action = default;
        return false;
    }
}
