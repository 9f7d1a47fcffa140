using System.Diagnostics;
using System.Globalization;
using Tandem.Storage.Sqlite;

namespace Tandem.Storage.Tests.Sqlite;

public sealed class CrashTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AppendAsync_ProcessKilledFiveTimes_KeepsEveryAcknowledgedEventOnceAndInOrder()
    {
        string path = _folder.File("tandem.db");
        var acknowledged = new Dictionary<string, (int, long)>();
        var random = new Random(20111125);
        for (int round = 1; round <= 5; round++)
        {
            await RunAndKillAsync(path, round, random.Next(10, 400), random.Next(0, 30), acknowledged);
            await CheckAsync(path, acknowledged);
        }
    }

    private static async Task RunAndKillAsync(string path, int round, int acknowledgements, int milliseconds, Dictionary<string, (int, long)> acknowledged)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(CrashTests).Assembly.Location, CrashWorker.Argument, path, $"{round}"]) { RedirectStandardOutput = true };
        using Process worker = Process.Start(start)!;
        Task? kill = null;
        int lines = 0;
        try
        {
            while (await worker.StandardOutput.ReadLineAsync(Token) is { } line)
            {
                if (!line.EndsWith(';'))
                    break;
                string[] parts = line.TrimEnd(';').Split(' ');
                (int, long) place = (int.Parse(parts[1], CultureInfo.InvariantCulture), long.Parse(parts[2], CultureInfo.InvariantCulture));
                if (!acknowledged.TryAdd(parts[0], place))
                    Assert.Equal(acknowledged[parts[0]], place);
                if (++lines == acknowledgements)
                    kill = Task.Delay(milliseconds, Token).ContinueWith(_ => worker.Kill(), Token, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
        finally
        {
            if (!worker.HasExited)
                worker.Kill();
        }

        Assert.NotNull(kill);
        await kill;
        await worker.WaitForExitAsync(Token);
    }

    private static async Task CheckAsync(string path, Dictionary<string, (int Partition, long Offset)> acknowledged)
    {
        await using SqliteStore store = SqliteStore.Open(new SqliteStorageOptions { Path = path }, TimeProvider.System);
        using var log = new SqliteEventLog(store);
        var stored = new Dictionary<string, (int, long)>();
        for (int partition = 0; partition < log.Partitions; partition++)
        {
            long before = 0;
            foreach (LoggedEvent logged in await log.ReadAsync(partition, 0, int.MaxValue, Token))
            {
                Assert.True(logged.Offset > before);
                before = logged.Offset;
                Assert.True(stored.TryAdd(logged.Event.EventId, (partition, logged.Offset)));
            }

            Assert.Equal(before, await log.LastOffsetAsync(partition, Token));
        }

        Assert.All(acknowledged, one => Assert.Equal(one.Value, stored.GetValueOrDefault(one.Key)));
    }
}
