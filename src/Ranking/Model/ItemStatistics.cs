namespace Tandem.Ranking;

/// <summary>
/// What the events up to the cut say of each item, independent of the user: one column of floats for each figure.
/// Immutable and thread-safe.
/// </summary>
public sealed class ItemStatistics
{
    /// <summary>Half-lives in days of the decayed numbers of orders, see <see cref="Orders"/>.</summary>
    public static IReadOnlyList<int> HalfLives { get; } = [3, 14, 60];

    /// <summary>Σ 2^(−age / 7 days) over anonymous baskets with the item.</summary>
    public const string AnonymousOrders = "anonymous.7";

    /// <summary>Half-life of <see cref="AnonymousOrders"/> in days.</summary>
    public const int AnonymousHalfLife = 7;

    /// <summary>Distinct buyers in the 7 days before the cut.</summary>
    public const string Buyers7 = "buyers.7";

    /// <summary>Distinct buyers in the 28 days before the cut.</summary>
    public const string Buyers28 = "buyers.28";

    /// <summary>Distinct buyers of all time, anonymous ones left out.</summary>
    public const string Buyers = "buyers";

    /// <summary>Buyers who bought on at least two days.</summary>
    public const string Repeaters = "repeaters";

    /// <summary>Σ strength · 2^(−age / 14 days) over events that are no orders: views, carts, favourites.</summary>
    public const string Interest = "interest";

    /// <summary>Days from the first event to the cut; −1 without events.</summary>
    public const string FirstSeen = "first-seen";

    private readonly Dictionary<string, float[]> _columns;

    /// <param name="columns">Each of length <paramref name="itemCount"/>; the columns named here must all be there.</param>
    /// <exception cref="ArgumentException">A column is missing or of another length.</exception>
    public ItemStatistics(int itemCount, IReadOnlyDictionary<string, float[]> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ItemCount = itemCount;
        _columns = new Dictionary<string, float[]>(StringComparer.Ordinal);
        foreach (string name in Names)
        {
            if (!columns.TryGetValue(name, out float[]? column) || column.Length != itemCount)
            {
                throw new ArgumentException($"Column '{name}' of the item statistics must have {itemCount} values.", nameof(columns));
            }

            _columns.Add(name, column);
        }
    }

    /// <summary>Name of the column Σ 2^(−age / half-life) over the days on which a known user ordered the item.</summary>
    public static string Orders(int halfLifeDays) => $"orders.{halfLifeDays}";

    /// <summary>All columns, in file order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. HalfLives.Select(Orders), AnonymousOrders, Buyers7, Buyers28, Buyers, Repeaters, Interest, FirstSeen];

    public int ItemCount { get; }

    /// <summary>[items]; read-only by agreement.</summary>
    public float[] this[string name] => _columns[name];
}
