using FsCheck.Xunit;
using Tandem.Domain;
using Tandem.Ranking.Partitions;

namespace Tandem.Ranking.Tests.Partitions;

public sealed class PartitionedRecommenderTests
{
    [Property(MaxTest = 10)]
    public void Recommend_AnyPartitioning_IsThatOfOneIndexToTheBit(int seed)
    {
        Random random = new(seed);
        using PartitionedShop shop = new(random.Next(20, 80), seed);
        VectorPartition[] partitions = shop.Partitions(random.Next(1, 8));
        PartitionedRecommender recommender = new(new Memory(partitions));
        Catalogue one = new(shop.Whole);
        Catalogue parted = new(shop.Partitioned);
        for (int round = 0; round < 3; round++)
        {
            UserTowerState tower = new();
            UserHistory history = History(shop, random);
            RecommendationQuery query = TestShop.Query(random.Next(1, 40)) with
            {
                Explain = true,
                Category = random.Next(2) == 0 ? null : "left",
                IncludeSeen = random.Next(2) == 0,
                Exclude = [shop.Items[random.Next(shop.Items.Length)].ItemId],
            };
            Equal(Recommender.Recommend(one, history, query), Await(recommender.RecommendAsync(parted, history, query, tower)));
            string like = shop.Items[random.Next(shop.Items.Length)].ItemId;
            Equal(Recommender.Similar(one, like, 10) ?? [], Await(recommender.SimilarAsync(parted, like, 10)) ?? []);

            // What changes while the shop is open: new items, new contents of old ones, deletions.
            ItemDescription[] changes = [.. Enumerable.Range(0, 3).Select(_ => PartitionedShop.Item(random.Next(shop.Items.Length * 2), random) with { Image = null })];
            one = changes.Aggregate(one, static (catalogue, item) => catalogue.With(item)).Without(shop.Items[round].ItemId);
            parted = Await(recommender.ChangeAsync(
                parted,
                (catalogue, questions) => changes.Aggregate(catalogue, (next, item) => next.With(item, questions)).Without(shop.Items[round].ItemId)));
        }
    }

    [Fact]
    public async Task Recommend_AUserThatGoesOn_AsksForTheNewItemOnly()
    {
        using PartitionedShop shop = new(100, 1);
        Memory partitions = new(shop.Partitions(4));
        PartitionedRecommender recommender = new(partitions);
        Catalogue catalogue = new(shop.Partitioned);
        UserTowerState tower = new();
        UserHistory history = TestShop.History(TestShop.Event("item-0001", EventAction.PageView, 2), TestShop.Event("item-0099", EventAction.PageView, 1));
        await recommender.RecommendAsync(catalogue, history, TestShop.Query(), tower, TestContext.Current.CancellationToken);
        int before = partitions.Rounds;
        await recommender.RecommendAsync(catalogue, history, TestShop.Query(), tower, TestContext.Current.CancellationToken);
        Assert.Equal(1, partitions.Rounds - before);
        history.Apply(TestShop.Event("item-0050", EventAction.PageView, 0));
        await recommender.RecommendAsync(catalogue, history, TestShop.Query(), tower, TestContext.Current.CancellationToken);
        Assert.Equal(1, tower.Steps);
        Assert.Equal(3, partitions.Rounds - before);
    }

    [Fact]
    public void Recommend_WithoutPartitions_SaysWhoAnswers()
    {
        using PartitionedShop shop = new(20, 2);
        UserHistory history = TestShop.History(TestShop.Event("item-0001", EventAction.PageView, 1));
        Assert.Throws<InvalidOperationException>(() => Recommender.Recommend(new Catalogue(shop.Partitioned), history, TestShop.Query()));
    }

    private static UserHistory History(PartitionedShop shop, Random random) => TestShop.History(
        [.. Enumerable.Range(0, random.Next(0, 20)).Select(n => TestShop.Event(
            $"item-{random.Next(shop.Items.Length):D4}", (EventAction)random.Next(EventActions.SignalCount), random.NextDouble() * 20, $"e{n}"))]);

    private static void Equal(IReadOnlyList<RecommendedItem> expected, IReadOnlyList<RecommendedItem> actual)
    {
        Assert.Equal(expected.Select(Flat), actual.Select(Flat));

        static string Flat(RecommendedItem item) => string.Join(
            ' ', item.ItemId, BitConverter.DoubleToInt64Bits(item.Score), item.Source, item.Reason, string.Join(' ', item.Contributions?.Select(static c => $"{c.Key}={BitConverter.DoubleToInt64Bits(c.Value)}") ?? []));
    }

    private static T Await<T>(Task<T> task) => task.WaitAsync(TestContext.Current.CancellationToken).GetAwaiter().GetResult();

    /// <summary>All partitions in this process, through the bytes that silos send.</summary>
    private sealed class Memory(VectorPartition[] partitions) : IVectorPartitions
    {
        public int Rounds { get; private set; }

        public Task AnswerAsync(VectorQuestions questions, CancellationToken cancellation = default)
        {
            Rounds++;
            questions.Take([.. partitions.Select((partition, place) =>
                questions.For(place, partitions.Length) is { } question ? partition.Answer(question) : null)]);
            return Task.CompletedTask;
        }
    }
}
