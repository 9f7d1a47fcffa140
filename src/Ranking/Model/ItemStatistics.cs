namespace Tandem.Ranking;

/// <summary>
/// What the events up to the cut say of each item, independent of the user: one column of floats for each figure.
/// Immutable and thread-safe.
/// </summary>
public sealed class ItemStatistics
{
    /// <summary>Half-lives in days of the decayed numbers of orders, see <see cref="Decayed"/>.</summary>
    public static IReadOnlyList<int> HalfLives { get; } = [3, 7, 14, 28, 60];

    /// <summary>Distinct buyers in the 7 days before the cut.</summary>
    public const string Buyers7 = "buyers.7";

    /// <summary>Distinct buyers in the 28 days before the cut.</summary>
    public const string Buyers28 = "buyers.28";

    /// <summary>Distinct buyers of all time.</summary>
    public const string Buyers = "buyers";

    /// <summary>Buyers who bought on at least two days.</summary>
    public const string Repeaters = "repeaters";

    /// <summary>All events of all kinds, for items and shops without orders.</summary>
    public const string Events = "events";

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

    /// <summary>Name of the column Σ 2^(−age / half-life) over a buyer's days with an order of the item.</summary>
    public static string Decayed(int halfLifeDays) => $"orders.{halfLifeDays}";

    /// <summary>All columns, in file order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. HalfLives.Select(Decayed), Buyers7, Buyers28, Buyers, Repeaters, Events];

    public int ItemCount { get; }

    /// <summary>[items]; read-only by agreement.</summary>
    public float[] this[string name] => _columns[name];
}
