using System.Collections.Concurrent;
using System.Globalization;
using Tandem.Domain;
using Tandem.Grains.Catalog;
using Tandem.Grains.Interfaces.Events;
using Tandem.Grains.Interfaces.Users;
using Tandem.Grains.Items.Live;
using Tandem.Grains.Towers;
using Tandem.Grains.Users;
using Tandem.Ranking;
using Tandem.Storage;
using Tandem.Towers;

namespace Tandem.Grains.Tests.Towers;

/// <summary>Bundles change fifty times while clients ask without a pause.</summary>
public sealed class SwapUnderLoadTests : IDisposable
{
    private const int Bundles = 4;
    private const int Swaps = 50;
    private const int Users = 8;
    private static readonly DateTimeOffset Start = new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly RecommendationRequest Request = new() { Count = 20, IncludeSeen = true };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ActivateAsync_FiftyTimesUnderLoad_EveryAnswerIsOfOneBundle()
    {
        string[] versions = new string[Bundles];
        for (int bundle = 0; bundle < Bundles; bundle++)
            versions[bundle] = await SampleBundle.PublishAsync(_folder.Path, Start.AddSeconds(bundle), seed: bundle);

        await using Node node = await Node.StartAsync(_folder.Path, null, ("Tandem:Training:Enabled", "false"));
        await Node.UntilAsync(() => node.Get<CatalogueHolder>().BundleVersion == versions[^1], "the first bundle");
        for (int user = 0; user < Users; user++)
            await User(node, user).ApplyAsync([.. Events(user)]);

        // From here on nothing but the bundles changes the lists.
        await node.Get<ItemSignalFlusher>().FlushAsync();
        ConcurrentBag<(int User, Recommendations Answer)> answers = [];
        using CancellationTokenSource stop = new();
        Task[] clients = [.. Enumerable.Range(0, 4).Select(client => Task.Run(async () =>
        {
            for (int turn = client; !stop.IsCancellationRequested; turn++)
                answers.Add((turn % Users, (await User(node, turn % Users).RecommendAsync(Request))!));
        }))];

        TowerPublisher publisher = node.Get<TowerPublisher>();
        string active = versions[^1];
        for (int swap = 0; swap < Swaps; swap++)
        {
            Assert.True((await publisher.ActivateAsync(versions[swap % Bundles], active)).Activated);
            active = versions[swap % Bundles];
            Assert.Equal(active, (await User(node, 0).RecommendAsync(Request))!.Bundle);
        }

        await stop.CancelAsync();
        await Task.WhenAll(clients);
        await CheckAsync(node, versions, answers);
    }

    /// <summary>Each answer again, from the bundle that it names and the time that its id has.</summary>
    private static async Task CheckAsync(Node node, string[] versions, ConcurrentBag<(int User, Recommendations Answer)> answers)
    {
        Dictionary<string, Catalogue> catalogues = [];
        Catalogue live = node.Get<CatalogueHolder>().Current!;
        foreach (string version in versions)
        {
            string folder = await node.Get<IArtifactStore>().OpenFolderAsync("bundles/" + version);
            catalogues[version] = new Catalogue(ServingModel.Load(BundleFolder.Open(folder))).WithLiveOf(live);
        }

        UserHistory[] histories = [.. Enumerable.Range(0, Users).Select(History)];
        HashSet<string> seen = [];
        foreach ((int user, Recommendations answer) in answers)
        {
            seen.Add(answer.Bundle);
            long now = long.Parse(answer.RecommendationId[..12], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            IReadOnlyList<RecommendedItem> expected = Recommender.Recommend(
                catalogues[answer.Bundle], histories[user], Request.ToQuery(DateTimeOffset.FromUnixTimeMilliseconds(now)));
            Assert.Equal(expected.Select(item => item.ItemId), answer.Items.Select(item => item.ItemId));
            for (int place = 0; place < expected.Count; place++)
                Assert.Equal(expected[place].Score, answer.Items[place].Score, 1e-4);
        }

        Assert.Equal(Bundles, seen.Count);
    }

    private static IUserGrain User(Node node, int user) => node.Grains.GetGrain<IUserGrain>($"user-{user}");

    private static UserHistory History(int user)
    {
        UserHistory history = new();
        foreach (UserEvent userEvent in Events(user))
            history.Apply(userEvent.Event);

        return history;
    }

    private static IEnumerable<UserEvent> Events(int user) => Enumerable.Range(1, 10).Select(n => new UserEvent(n, new ShopEvent
    {
        EventId = $"{user}-{n}",
        UserId = $"user-{user}",
        ItemId = SampleBundle.ItemId(((user * 7) + (n * 3)) % SampleBundle.Items),
        Action = n % 4 == 0 ? EventAction.Order : EventAction.PageView,
        OccurredAt = Start.AddMinutes(n),
    }));
}
