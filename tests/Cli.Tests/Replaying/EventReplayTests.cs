using System.Net;
using Tandem.Cli.Replaying;
using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Grains.Tests;

namespace Tandem.Cli.Tests.Replaying;

public sealed class EventReplayTests : IDisposable
{
    private const int Events = 100;
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(20);

    private readonly TemporaryFolder _folder = new();
    private readonly DatasetReader _dataset;

    public EventReplayTests() => _dataset = Histories.Write(_folder.Path, Events, Step);

    private string Cursor => Path.Combine(_folder.Path, "cursor.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_WholeHistory_SendsEveryEventOnceInTheOrderOfTime()
    {
        RecordingNode node = new();
        ReplayReport report = await RunAsync(node, new ReplayOptions { BatchSize = 7 });
        Assert.Equal(Histories.Ids(Events), node.Accepted);
        Assert.Equal((Events, Events, 0), (report.Events, report.Accepted, report.Duplicates));
        Assert.All(node.Batches, rows => Assert.InRange(rows, 1, 7));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(9)]
    public async Task Run_KilledBetweenAnswerAndCursor_GoesOnWithOneBatchOfDuplicates(int killed)
    {
        // The node has stored the batch, and the replay does not live to hear it.
        RecordingNode node = new() { After = number => { if (number == killed) throw new InvalidOperationException("killed"); } };
        ReplayOptions options = new() { BatchSize = 10, CursorFile = Cursor };
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(node, options));
        ReplayReport report = await RunAsync(node, options);
        Assert.Equal(Histories.Ids(Events), node.Accepted);
        Assert.Equal((killed * 10, 10), (report.Skipped, report.Duplicates));
    }

    [Fact]
    public async Task Run_OverAgain_SendsNothing()
    {
        ReplayOptions options = new() { CursorFile = Cursor };
        await RunAsync(new RecordingNode(), options);
        RecordingNode node = new();
        ReplayReport report = await RunAsync(node, options);
        Assert.Equal(0, node.Requests);
        Assert.Equal(Events, report.Skipped);
    }

    [Fact]
    public async Task Run_BatchesEndWithinOneInstant_ResumesInsideIt()
    {
        DatasetReader instant = Histories.Write(Path.Combine(_folder.Path, "instant"), 30, TimeSpan.Zero);
        string[] stored = [.. instant.ReadEvents().Select(row => row.EventId)];
        RecordingNode node = new() { Before = number => number == 2 ? throw new InvalidOperationException("killed") : null };
        ReplayOptions options = new() { BatchSize = 8, CursorFile = Cursor };
        await Assert.ThrowsAsync<InvalidOperationException>(() => Replay(node, options).RunAsync(instant));
        ReplayReport report = await Replay(node, options).RunAsync(instant);
        Assert.Equal(stored, node.Accepted);
        Assert.Equal((16, 0), (report.Skipped, report.Duplicates));
    }

    [Fact]
    public async Task Run_NodeIsBusy_WaitsAsLongAsItAsks()
    {
        RecordingNode node = new() { Before = number => number is 1 or 2 ? RecordingNode.Busy(TimeSpan.FromSeconds(1)) : null };
        ReplayReport report = await RunAsync(node, new ReplayOptions { BatchSize = 50 });
        Assert.Equal(Histories.Ids(Events), node.Accepted);
        Assert.Equal(2, report.Throttled);
        Assert.InRange(report.Seconds, 1.9, double.MaxValue); // A timer may end a hair before its time.
    }

    [Fact]
    public async Task Run_NodeIsDownForAWhile_TriesAgain()
    {
        RecordingNode node = new()
        {
            Before = number => number switch
            {
                1 => throw new HttpRequestException("refused"),
                2 => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable),
                _ => null,
            },
        };
        await RunAsync(node, new ReplayOptions { BatchSize = 50 });
        Assert.Equal(Histories.Ids(Events), node.Accepted);
    }

    [Fact]
    public async Task Run_NodeStaysAway_SaysWhatToDoAndKeepsThePosition()
    {
        RecordingNode down = new() { Before = number => number < 1 ? null : throw new HttpRequestException("refused") };
        ReplayOptions options = new() { BatchSize = 40, CursorFile = Cursor, Patience = TimeSpan.FromMilliseconds(50) };
        TandemException error = await Assert.ThrowsAsync<TandemException>(() => RunAsync(down, options));
        Assert.Contains("goes on where it was", error.Message, StringComparison.Ordinal);
        RecordingNode node = new();
        await RunAsync(node, options);
        Assert.Equal(Histories.Ids(Events)[40..], node.Accepted);
    }

    [Fact]
    public async Task Run_FromAndUntil_BothMomentsIncluded()
    {
        RecordingNode node = new();
        await RunAsync(node, new ReplayOptions { From = Histories.Start + (10 * Step), Until = Histories.Start + (20 * Step) });
        Assert.Equal(Histories.Ids(21)[10..], node.Accepted);
    }

    [Fact]
    public async Task Run_WithPeriods_EndsEachAfterItsLastEventAndBeforeTheNext()
    {
        RecordingNode node = new();
        List<(ReplayPeriod Period, int Accepted)> ends = [];
        await Replay(node, new ReplayOptions { BatchSize = 5, Period = TimeSpan.FromHours(24) }, (period, _) =>
        {
            ends.Add((period, node.Accepted.Count));
            return Task.CompletedTask;
        }).RunAsync(_dataset);

        // 72 events of 20 minutes are a day.
        Assert.Equal([(Histories.Start, 72), (Histories.Start.AddDays(1), Events)], ends.Select(end => (end.Period.Start, end.Accepted)));
    }

    [Fact]
    public async Task Run_KilledInThePeriodsEnd_EndsItAgain()
    {
        RecordingNode node = new();
        List<ReplayPeriod> ends = [];
        ReplayOptions options = new() { BatchSize = 50, Period = TimeSpan.FromDays(1), CursorFile = Cursor };
        Task End(ReplayPeriod period, CancellationToken cancellation)
        {
            ends.Add(period);
            return ends.Count == 1 ? throw new InvalidOperationException("killed") : Task.CompletedTask;
        }

        await Assert.ThrowsAsync<InvalidOperationException>(() => Replay(node, options, End).RunAsync(_dataset));
        await Replay(node, options, End).RunAsync(_dataset);
        Assert.Equal([Histories.Start, Histories.Start, Histories.Start.AddDays(1)], ends.Select(period => period.Start));
    }

    [Fact]
    public async Task Run_CursorOfAnotherDataset_IsAnError()
    {
        DatasetReader other = Histories.Write(Path.Combine(_folder.Path, "other"), 3, Step);
        ReplayOptions options = new() { CursorFile = Cursor };
        await Replay(new RecordingNode(), options).RunAsync(other);
        TandemException error = await Assert.ThrowsAsync<TandemException>(() => RunAsync(new RecordingNode(), options));
        Assert.Contains("--restart", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AtASpeed_TakesAtLeastItsTime()
    {
        RecordingNode node = new();
        ReplayReport report = await RunAsync(node, new ReplayOptions { Speed = 99 * Step.TotalSeconds / 0.5 });
        Assert.Equal(Histories.Ids(Events), node.Accepted);
        Assert.True(report.Seconds >= 0.49, $"It took {report.Seconds} s.");
    }

    private Task<ReplayReport> RunAsync(RecordingNode node, ReplayOptions options) => Replay(node, options).RunAsync(_dataset);

    private static EventReplay Replay(RecordingNode node, ReplayOptions options, Func<ReplayPeriod, CancellationToken, Task>? ended = null) =>
        new(node.Client(), options, TimeProvider.System) { PeriodEnded = ended };
}
