using FsCheck.Xunit;
using Orleans.Streams;
using Tandem.Domain;
using Tandem.Grains.Interfaces.Events;
using Tandem.Grains.Streaming;
using Tandem.Ranking;
using Tandem.Storage;

namespace Tandem.Grains.Tests.Streaming;

/// <summary>
/// The road from the log to a user's state with every accident that it promises to bear: events in any order of time, deliveries that fail
/// before or after their effect is stored, and crashes between any two steps. The log's part, one offset for an event id, is the storage's
/// contract; the grain's, to skip offsets it has, is done here as in <c>UserGrain.ApplyAsync</c>.
/// </summary>
public sealed class EventRoadProperties
{
    private const int MostEvents = 60;
    private static readonly string[] Users = ["ann", "bob", "cy"];

    [Property(MaxTest = 200)]
    public bool Deliver_AnyOrderFailuresAndCrashes_SameStateAsOnceInOrder(int seed)
    {
        var random = new Random(seed);
        ShopEvent[] events = [.. Enumerable.Range(0, random.Next(1, MostEvents)).Select(number => Draw(random, number))];
        ShopEvent[] arrival = [.. events];
        random.Shuffle(arrival);
        LoggedEvent[] log = [.. arrival.Select((shopEvent, index) => new LoggedEvent(index + 1, shopEvent))];

        Dictionary<string, (byte[] History, long Applied)> stored = [];
        long checkpoint = 0;
        for (int life = 0; checkpoint < log.Length; life++)
            checkpoint = Live(log, checkpoint, stored, random, crashes: life < 20);

        return Users.All(user => State(stored, user).AsSpan().SequenceEqual(InOrder(events, user)));
    }

    /// <summary>One life of the silo: reads on after the stored position until all is applied, or until it crashes. Gives the position it has stored.</summary>
    private static long Live(
        LoggedEvent[] log, long checkpoint, Dictionary<string, (byte[] History, long Applied)> stored, Random random, bool crashes)
    {
        EventPartitions partitions = new(1);
        partitions[0].Claim();
        partitions[0].Start(checkpoint, log.Length);
        EventCache cache = new(partitions[0], new AppendFence(partitions, TimeProvider.System), userBatchSize: 4);
        Dictionary<string, EventCacheCursor> cursors = Users.ToDictionary(user => user, user => (EventCacheCursor)cache.GetCacheCursor(StreamOf(user), null));
        while (partitions[0].Position < log.Length)
        {
            if (crashes && random.Next(12) == 0)
                return checkpoint;

            switch (random.Next(4))
            {
                case 0:
                    Read(log, partitions[0], cache, random.Next(1, 10));
                    break;
                case 1:
                    checkpoint = partitions[0].Position;
                    break;
                default:
                    Deliver(cursors[Users[random.Next(Users.Length)]], cache, stored, random, crashes);
                    break;
            }
        }

        return partitions[0].Position;
    }

    private static void Read(LoggedEvent[] log, EventPartition partition, EventCache cache, int count)
    {
        LoggedEvent[] page = [.. log.Where(logged => logged.Offset > partition.ReadTo).Take(count)];
        if (page.Length == 0)
            return;

        partition.Read(page);
        cache.AddToCache([.. page.GroupBy(logged => logged.Event.UserId).Select(user => (IBatchContainer)new UserEventBatch(
            StreamOf(user.Key), [.. user.Select(logged => new UserEvent(logged.Offset, logged.Event))]))]);
    }

    /// <summary>As the pulling agent does it: the next batch until it succeeds, or until it is given up and tried one by one.</summary>
    private static void Deliver(
        EventCacheCursor cursor, EventCache cache, Dictionary<string, (byte[] History, long Applied)> stored, Random random, bool failures)
    {
        while (cursor.MoveNext())
        {
            var batch = (UserEventBatch)cursor.GetCurrent(out _);
            int outcome = failures ? random.Next(6) : 0;

            // The effect may be stored although the answer is lost.
            if (outcome != 1)
                Apply(stored, batch.Events);
            if (outcome is 1 or 2)
            {
                cursor.RecordDeliveryFailure();
                cache.Return(batch.StreamId, cache.TakeFailed(batch.StreamId)!.Events);
            }

            if (outcome is 3)
                return;
        }
    }

    private static void Apply(Dictionary<string, (byte[] History, long Applied)> stored, UserEvent[] events)
    {
        string user = events[0].Event.UserId;
        (byte[] bytes, long applied) = stored.GetValueOrDefault(user, ([], 0));
        UserHistory history = bytes.Length == 0 ? new UserHistory() : UserHistory.FromBytes(bytes);
        foreach (UserEvent userEvent in events.Where(userEvent => userEvent.Offset > applied))
            history.Apply(userEvent.Event);

        stored[user] = (history.ToBytes(), Math.Max(applied, events[^1].Offset));
    }

    private static byte[] State(Dictionary<string, (byte[] History, long Applied)> stored, string user) =>
        stored.TryGetValue(user, out (byte[] History, long Applied) state) ? state.History : new UserHistory().ToBytes();

    private static byte[] InOrder(ShopEvent[] events, string user)
    {
        var history = new UserHistory();
        foreach (ShopEvent shopEvent in events.Where(shopEvent => shopEvent.UserId == user).OrderBy(shopEvent => shopEvent.OccurredAt).ThenBy(shopEvent => shopEvent.EventId, StringComparer.Ordinal))
            history.Apply(shopEvent);

        return history.ToBytes();
    }

    private static StreamId StreamOf(string user) => StreamId.Create(EventStream.Namespace, user);

    private static ShopEvent Draw(Random random, int number) => new()
    {
        EventId = $"event-{number}",
        UserId = Users[random.Next(Users.Length)],
        ItemId = $"item-{random.Next(5)}",
        Action = (EventAction)random.Next(EventActions.Count),
        OccurredAt = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero).AddHours(random.Next(200)),
    };
}
