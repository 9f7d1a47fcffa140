using Tandem.Domain;
using Tandem.Grains.Archive;
using Tandem.Grains.Catalog;
using Tandem.Grains.Interfaces.Training;
using Tandem.Grains.Interfaces.Users;
using Tandem.Ranking;
using Tandem.Storage;

namespace Tandem.Grains.Tests.Training;

public sealed class OnlineTrainingTests : IAsyncLifetime
{
    private static readonly DateTimeOffset WrittenAt = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly (string Key, string Value)[] Fast =
    [
        ("Tandem:Training:CpuShare", "1"),
        ("Tandem:Training:PollInterval", "00:00:00.050"),
        ("Tandem:Training:LeaseDuration", "00:00:05"),
        ("Tandem:Training:PublishInterval", "00:00:01"),
        ("Tandem:Training:PublishSteps", "1"),
        ("Tandem:Training:HeldOutShare", "0.5"),
        ("Tandem:Training:MinHeldOut", "10"),
        ("Tandem:Training:LearningRate", "0.005"),
    ];

    private readonly TemporaryFolder _folder = new();
    private string _base = "";
    private int _examples;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _base = await SampleBundle.PublishAsync(_folder.Path, WrittenAt);

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Training_OrdersInTheLog_PublishesWhatItLearned()
    {
        await using Node node = await Node.StartAsync(_folder.Path, null, Fast);
        using Measurements measured = new(node, "tandem.training.");
        await AppendAsync(node, 1_500);

        await Node.UntilAsync(() => node.Get<CatalogueHolder>().BundleVersion is { } version && version != _base, "a bundle of the trainer");
        TrainingStatus status = await StatusAsync(node, report => report.Curve.Length > 0 && report.Decisions.Any(decision => decision.Version is not null));

        Assert.Equal(_base, status.Report!.Base);
        Assert.Contains(status.Report.Curve, point => measured.Of("tandem.training.loss").Contains(point.Loss));
        Assert.Contains(status.Report.Decisions, decision => measured.Of("tandem.training.gate.ndcg", "candidate").Contains(decision.Candidate));
        Assert.Contains(1, measured.Of("tandem.training.info", "managed"));
        Assert.NotNull(node.Get<CatalogueHolder>().Current!.Model.Manifest.ExampleCursor);
        Assert.NotNull(await node.Grains.GetGrain<IUserGrain>("anyone").RecommendAsync(Request));
    }

    [Fact]
    public async Task Training_EventsOfTheShopInTheArchive_CountsAndBlendFollowThem()
    {
        ShopEvent[] past = [.. Enumerable.Range(0, SampleBundle.CountedEvents).Select(n => Past(n))];
        await using Node node = await Node.StartAsync(
            _folder.Path, null, [.. Fast, ("Tandem:Training:CountInterval", "00:00:01"), ("Tandem:Training:BlendWindow", "1.00:00:00"), ("Tandem:Training:BlendInterval", "1.00:00:00")]);
        await PastArchive.WriteAsync(node.Get<IArtifactStore>(), node.Get<IEventLog>().Partitions, past, WrittenAt, Token);
        await AppendAsync(node, 1_500);

        await Node.UntilAsync(() => node.Get<CatalogueHolder>().Current?.Model.Manifest.BlendUntil is not null, "a bundle with a new blend");
        ServingModel model = node.Get<CatalogueHolder>().Current!.Model;
        Assert.True(model.Manifest.CountsAsOf > WrittenAt.AddDays(40));
        Assert.Equal(SampleBundle.CountedEvents, model.Manifest.CountedEvents);
        Assert.NotEmpty(model.Parts.Next.Items);
        TrainingStatus status = await StatusAsync(node, report => report is { CountProblem: null, CountedUntil: not null, BlendUntil: not null });
        Assert.Equal(_base, status.Report!.Base);
    }

    [Fact]
    public async Task Training_NodeWithoutTheShopsPast_CountsStayAndItSaysWhy()
    {
        await using Node node = await Node.StartAsync(_folder.Path, null, [.. Fast, ("Tandem:Training:CountInterval", "00:00:01")]);
        await AppendAsync(node, 1_500);
        TrainingStatus status = await StatusAsync(node, report => report.CountProblem is not null && report.Decisions.Any(decision => decision.Version is not null));

        Assert.Contains($"0 of the {SampleBundle.CountedEvents} events", status.Report!.CountProblem, StringComparison.Ordinal);
        Assert.Null(node.Get<CatalogueHolder>().Current!.Model.Manifest.CountedUntil);
    }

    [Fact]
    public async Task Restart_AfterSteps_GoesOnWithTheNextExample()
    {
        (string, string)[] settings = [.. Fast, ("Tandem:Training:PublishInterval", "1.00:00:00")];
        long steps;
        await using (Node node = await Node.StartAsync(_folder.Path, null, settings))
        {
            await AppendAsync(node, 300);
            steps = (await StatusAsync(node, report => report is { Lag: 0, Steps: > 0 })).Report!.Steps;
        }

        await using Node again = await Node.StartAsync(_folder.Path, null, settings);
        TrainingReport restored = (await StatusAsync(again, report => report is { Lag: 0, Problem: null })).Report!;
        Assert.Equal((steps, 300), (restored.Steps, restored.Cursor));
        await AppendAsync(again, 300);
        await StatusAsync(again, report => report.Steps > steps);
    }

    [Fact]
    public async Task Pause_ThenRestart_StaysPausedUntilResumed()
    {
        await using (Node node = await Node.StartAsync(_folder.Path, null, Fast))
            await node.Grains.GetGrain<ITrainingGrain>(0).SetPausedAsync(true);

        await using Node again = await Node.StartAsync(_folder.Path, null, Fast);
        await AppendAsync(again, 100);
        ITrainingGrain training = again.Grains.GetGrain<ITrainingGrain>(0);
        await Node.UntilAsync(async () => (await training.GetAsync()).Holder is not null, "the lease");
        Assert.True((await training.GetAsync()).Paused);
        Assert.Null((await training.GetAsync()).Report);

        await training.SetPausedAsync(false);
        await StatusAsync(again, report => report.Steps > 0);
    }

    [Fact]
    public async Task TrainerDisabled_Queries_AreAnswered()
    {
        await using Node node = await Node.StartAsync(_folder.Path, null, ("Tandem:Training:Enabled", "false"));
        await Node.UntilAsync(() => node.Get<CatalogueHolder>().BundleVersion == _base, "the bundle");

        Assert.NotNull(await node.Grains.GetGrain<IUserGrain>("anyone").RecommendAsync(Request));
        Assert.Null((await node.Grains.GetGrain<ITrainingGrain>(0).GetAsync()).Holder);
    }

    [Fact]
    public async Task AcquireAsync_HeldByAnother_GivenOnlyAfterItsRelease()
    {
        await using Node node = await Node.StartAsync(_folder.Path, null, ("Tandem:Training:Enabled", "false"));
        ITrainingGrain training = node.Grains.GetGrain<ITrainingGrain>(0);
        TrainingLease first = (await training.AcquireAsync("a", TimeSpan.FromMinutes(1)))!;

        Assert.Null(await training.AcquireAsync("b", TimeSpan.FromMinutes(1)));
        await training.ReleaseAsync(first.Token);
        TrainingLease second = (await training.AcquireAsync("b", TimeSpan.FromMinutes(1)))!;

        Assert.True(second.Token > first.Token);
        Assert.False(await training.RenewAsync(first.Token, TimeSpan.FromMinutes(1), null));
        Assert.True(await training.RenewAsync(second.Token, TimeSpan.FromMinutes(1), null));
    }

    private static RecommendationRequest Request => new() { Count = 10 };

    private static async Task<TrainingStatus> StatusAsync(Node node, Func<TrainingReport, bool> condition)
    {
        TrainingStatus? status = null;
        await Node.UntilAsync(
            async () =>
            {
                status = await node.Grains.GetGrain<ITrainingGrain>(0).GetAsync();
                return status.Report is { } report && condition(report);
            },
            $"the trainer, which says {status?.Report}");
        return status!;
    }

    private static ShopEvent Past(int number) => new()
    {
        EventId = $"past-{number}",
        UserId = $"user-{number % 100}",
        ItemId = SampleBundle.ItemId(number / 100 % SampleBundle.Items),
        Action = EventAction.Order,
        OccurredAt = WrittenAt.AddHours(number / 100),
    };

    /// <summary>What is ordered comes right behind what was looked at last.</summary>
    private async Task AppendAsync(Node node, int count)
    {
        var random = new Random(_examples);
        var examples = new List<TrainingExample>();
        for (int n = 0; n < count; n++, _examples++)
        {
            int last = random.Next(SampleBundle.Items);
            long at = WrittenAt.AddDays(40).AddMinutes(_examples).ToUnixTimeMilliseconds();
            examples.Add(new TrainingExample(
                $"user-{random.Next(100)}",
                at,
                [new ExampleEvent(SampleBundle.ItemId(last), EventAction.PageView, "", at - 1_000)],
                [new ExampleLabel($"label-{_examples}", SampleBundle.ItemId((last + 1) % SampleBundle.Items), EventAction.Order, at)]));
        }

        await node.Get<IExampleLog>().AppendAsync(examples, Token);
    }
}
