using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tandem.Cli.Replaying;
using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Gateway;
using Tandem.Grains.Tests;
using Tandem.Silo;
using Tandem.Storage;

namespace Tandem.Cli.Tests.Replaying;

public sealed class ReplayToNodeTests
{
    [Fact]
    public async Task Run_StoppedAndStartedAgain_TheNodeHasEveryEventOnceAsItWas()
    {
        using TemporaryFolder folder = new();
        DatasetReader dataset = Histories.Write(folder.Path, 300, TimeSpan.FromMinutes(1));
        await using WebApplication app = await StartAsync(Path.Combine(folder.Path, "node"));
        using HttpClient client = new() { BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
        ReplayOptions options = new() { BatchSize = 40, CursorFile = Path.Combine(folder.Path, "cursor.json") };

        using CancellationTokenSource stop = new();
        EventReplay first = new(client, options with { Period = TimeSpan.FromHours(1) }, TimeProvider.System)
        {
            PeriodEnded = (_, _) => stop.CancelAsync(),
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.RunAsync(dataset, cancellation: stop.Token));
        ReplayReport rest = await new EventReplay(client, options, TimeProvider.System).RunAsync(dataset);
        ReplayReport again = await new EventReplay(client, options with { CursorFile = null }, TimeProvider.System).RunAsync(dataset);

        Assert.Equal(300, rest.Skipped + rest.Events);
        Assert.InRange(rest.Skipped, 1, 299);
        Assert.Equal((0, 300), (again.Accepted, again.Duplicates));
        Assert.Equal(dataset.ReadEvents().OrderBy(row => row.EventId, StringComparer.Ordinal), await StoredAsync(app.Services.GetRequiredService<IEventLog>()));
    }

    private static async Task<IEnumerable<ShopEvent>> StoredAsync(IEventLog log)
    {
        List<ShopEvent> stored = [];
        for (int partition = 0; partition < log.Partitions; partition++)
            stored.AddRange((await log.ReadAsync(partition, 0, 1000, CancellationToken.None)).Select(logged => logged.Event));

        return stored.OrderBy(row => row.EventId, StringComparer.Ordinal);
    }

    private static async Task<WebApplication> StartAsync(string dataFolder)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Tandem:DataFolder"] = dataFolder,
            ["Tandem:Urls"] = "http://127.0.0.1:0",
            ["Tandem:Storage:Durability"] = "Normal",
        });
        builder.AddTandemSilo();
        builder.AddTandemGateway();
        WebApplication app = builder.Build();
        app.UseTandemGateway();
        await app.StartAsync();
        return app;
    }
}
