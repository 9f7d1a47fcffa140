using Tandem.Domain;
using Tandem.Storage.Sqlite;

namespace Tandem.Storage.Tests.Sqlite;

/// <summary>
/// The process that the crash test kills: this same program, told by its first argument to append events for ever instead of running
/// tests. It prints a line for every acknowledged event, after the acknowledgement.
/// </summary>
internal static class CrashWorker
{
    public const string Argument = "crash-worker";
    private const int Resent = 5;
    private const int Lanes = 8;

    public static async Task AppendForEverAsync(string path, int round)
    {
        await using SqliteStore store = SqliteStore.Open(new SqliteStorageOptions { Path = path }, TimeProvider.System);
        using var log = new SqliteEventLog(store);
        using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => Task.Run(async () =>
        {
            var random = new Random((round * Lanes) + lane);
            for (int call = 0; ; call++)
            {
                // What the round before may or may not have got in is sent again.
                int sender = call < Resent ? round - 1 : round;
                ShopEvent[] events = Enumerable.Range(0, 1 + random.Next(4))
                    .Select(n => Events.Simple($"{sender}-{lane}-{(call < Resent ? call : call - Resent)}-{n}", $"user{random.Next(20)}")).ToArray();
                IReadOnlyList<AppendedEvent> results = await log.AppendAsync(events);
                lock (output)
                {
                    for (int i = 0; i < events.Length; i++)
                        output.Write($"{events[i].EventId} {results[i].Partition} {results[i].Offset};\n");
                }
            }
        })));
    }
}
