using Microsoft.Extensions.DependencyInjection;
using Tandem.Domain;
using Tandem.Grains.Training;
using Tandem.Storage;

namespace Tandem.Grains.Tests.Training;

public sealed class ExampleLogTrimmerTests
{
    private const int Retained = 1_000;
    private const int Replayed = 100;

    [Fact]
    public async Task TrimAsync_NobodyTrains_KeepsTheLatest()
    {
        using TemporaryFolder folder = new();
        await using Node node = await Node.StartAsync(folder.Path, services => services.Configure<TrainingOptions>(options =>
        {
            options.Enabled = false;
            options.RetainExamples = Retained;
            options.ReplayCapacity = Replayed;
        }));
        IExampleLog log = node.Get<IExampleLog>();
        await log.AppendAsync([.. Enumerable.Range(0, Retained + 7).Select(Example)]);
        long last = await log.LastOffsetAsync();

        Assert.Equal(7, await node.Get<ExampleLogTrimmer>().TrimAsync(CancellationToken.None));
        Assert.Equal(last - Retained + 1, (await log.ReadAsync(0, 1))[0].Offset);
        Assert.Equal(0, await node.Get<ExampleLogTrimmer>().TrimAsync(CancellationToken.None));
    }

    private static TrainingExample Example(int number) =>
        new("u", number + 1, [], [new ExampleLabel($"e{number}", "item", EventAction.Order, number + 1)]);
}
