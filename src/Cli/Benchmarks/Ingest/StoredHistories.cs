using System.Collections;
using System.Globalization;
using Tandem.Domain;
using Tandem.Ranking;

namespace Tandem.Cli.Benchmarks.Ingest;

/// <summary>Histories of many users, made one at a time while they are written.</summary>
/// <param name="count">Users.</param>
/// <param name="events">Events of each.</param>
internal sealed class StoredHistories(int count, int events) : IReadOnlyCollection<KeyValuePair<string, UserHistory>>
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public int Count => count;

    public IEnumerator<KeyValuePair<string, UserHistory>> GetEnumerator()
    {
        for (int user = 0; user < count; user++)
        {
            var history = new UserHistory();
            for (int i = 0; i < events; i++)
            {
                history.Apply(new ShopEvent
                {
                    EventId = string.Create(CultureInfo.InvariantCulture, $"stored-{user:x6}-{i:x2}"),
                    UserId = "",
                    ItemId = string.Create(CultureInfo.InvariantCulture, $"item-{((user * 31L) + (i * 7919L)) % 1_000_000}"),
                    Action = EventAction.PageView,
                    OccurredAt = Start.AddMinutes(i),
                });
            }

            yield return KeyValuePair.Create(string.Create(CultureInfo.InvariantCulture, $"stored-user-{user}"), history);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
