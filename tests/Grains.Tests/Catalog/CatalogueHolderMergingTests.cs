using Orleans.Serialization;
using Tandem.Domain;
using Tandem.Grains.Catalog;
using Tandem.Grains.Interfaces.Users;
using Tandem.Grains.Users;
using Tandem.Storage;

namespace Tandem.Grains.Tests.Catalog;

/// <summary>
/// Items come in pairs of the same content. The other one of a pair is then the most similar item by content and belongs to every answer that is
/// long enough: an answer that can be checked at any moment.
/// </summary>
public sealed class CatalogueHolderMergingTests : IDisposable
{
    // Both indexes seal a layer every 1,024 rows; three of them cannot stay unmerged.
    private const int Pairs = 1600;
    private const int PairsAtOnce = 100;
    private const int Clients = 2;

    // All that the shortlists of content and towers can bring.
    private const int AllOfTheShortlists = 400;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task CatchUpAsync_LayersAreMergedWhileSearching_EveryAnswerIsRight()
    {
        await SampleBundle.PublishAsync(_folder.Path, TimeProvider.System.GetUtcNow());
        await using Node node = await Node.StartAsync(_folder.Path, null, ("Tandem:Training:Enabled", "false"));
        CatalogueHolder catalogue = node.Get<CatalogueHolder>();
        await Node.UntilAsync(() => catalogue.Current is not null, "the bundle");
        int published = 0;
        long answers = 0;
        using CancellationTokenSource stop = new();
        Task[] clients = [.. Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
        {
            for (int turn = client; !stop.IsCancellationRequested; turn += Clients)
            {
                if (Volatile.Read(ref published) is > 0 and int known)
                {
                    await AssertFindsItsTwinAsync(node, turn % known);
                    Interlocked.Increment(ref answers);
                }
            }
        }))];

        for (int first = 0; first < Pairs; first += PairsAtOnce)
        {
            await PublishAsync(node, first);
            await catalogue.CatchUpAsync();
            Volatile.Write(ref published, first + PairsAtOnce);
        }

        await Node.UntilAsync(() => clients.Any(client => client.IsFaulted) || catalogue.Current!.PlanMerge() is null, "the merges");
        await stop.CancelAsync();
        await Task.WhenAll(clients);
        Assert.True(answers > 0);
        Assert.Null(catalogue.Current!.PlanMerge());
        for (int pair = 0; pair < Pairs; pair += 10)
            await AssertFindsItsTwinAsync(node, pair);
    }

    private static async Task AssertFindsItsTwinAsync(Node node, int pair)
    {
        SimilarItems similar = await node.Get<SessionRecommender>().SimilarAsync(Id(pair, twin: false), AllOfTheShortlists);

        string[] found = [.. similar.Answer!.Items.Select(item => item.ItemId)];
        Assert.Contains(Id(pair, twin: true), found);
        Assert.Equal(found.Distinct(), found);
    }

    private static async Task PublishAsync(Node node, int first)
    {
        IFeedLog feed = node.Get<IFeedLog>();
        Serializer serializer = node.Get<Serializer>();
        for (int pair = first; pair < first + PairsAtOnce; pair++)
        {
            foreach (bool twin in (bool[])[false, true])
            {
                ItemDescription item = Describe(pair, twin);
                await feed.AppendAsync(
                    TandemStorageNames.CatalogueTopic, item.ItemId, serializer.SerializeToArray(new CatalogueChange(item.ItemId, 1, item)));
            }
        }
    }

    private static string Id(int pair, bool twin) => $"{(twin ? "twin" : "first")}-{pair}";

    private static ItemDescription Describe(int pair, bool twin)
    {
        Random random = new(pair);
        return new ItemDescription
        {
            ItemId = Id(pair, twin),
            Name = $"Pair number {pair}",
            CategoryId = pair % 2 == 0 ? SampleBundle.Left : SampleBundle.Right,
            Image = [.. Enumerable.Range(0, SampleBundle.ImageLength).Select(_ => random.NextSingle() - 0.5f)],
            Price = 10 + pair % 50,
        };
    }
}
