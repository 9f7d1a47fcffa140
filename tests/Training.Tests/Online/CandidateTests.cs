using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Ranking;
using Tandem.Training.Evaluation;
using Tandem.Training.Online;

namespace Tandem.Training.Tests.Online;

public sealed class CandidateTests
{
    private const int Users = 80;
    private const int Days = 60;

    private static readonly Interactions Events = Shop();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Recount_MomentInBetween_CountsWhatCameUntilThenAndNothingElse()
    {
        ServingModel champion = OnlineShop.Bundle();
        ServingModel whole = Candidate.Recount(champion, champion.Parts.Towers!, 7, Events, TestEvents.At(30), Token);
        ServingModel part = Candidate.Recount(champion, champion.Parts.Towers!, 7, Events.Until(TestEvents.At(30)), TestEvents.At(30), Token);
        ServingModel later = Candidate.Recount(champion, champion.Parts.Towers!, 7, Events, TestEvents.At(31), Token);

        Assert.Equal(part.Parts.Next.Weights, whole.Parts.Next.Weights);
        Assert.Equal(part.Parts.Statistics[ItemStatistics.Buyers], whole.Parts.Statistics[ItemStatistics.Buyers]);
        Assert.NotEqual(later.Parts.Next.Weights, whole.Parts.Next.Weights);
        Assert.Equal(Events.Until(TestEvents.At(30)).Count, whole.Manifest.CountedEvents);
        Assert.Equal((7, TestEvents.At(30), champion.Manifest.TrainedUntil), (whole.Manifest.ExampleCursor, whole.Manifest.CountsAsOf, whole.Manifest.TrainedUntil));
    }

    [Fact]
    public void Recount_BeforeWhatTheChampionCounted_Refused()
    {
        ServingModel champion = Candidate.Recount(OnlineShop.Bundle(), OnlineShop.Bundle().Parts.Towers!, 1, Events, TestEvents.At(30), Token);

        Assert.Throws<TandemException>(() => Candidate.Recount(champion, champion.Parts.Towers!, 2, Events, TestEvents.At(29), Token));
    }

    [Fact]
    public void Recount_OneThreadOrSeveral_SameBytes()
    {
        ServingModel champion = OnlineShop.Bundle();
        ServingModel several = Candidate.Recount(champion, champion.Parts.Towers!, 7, Events, TestEvents.At(40), Token);
        ServingModel? one = null;
        var thread = new Thread(() =>
        {
            WorkThreads.AtMost(1);
            one = Candidate.Recount(champion, champion.Parts.Towers!, 7, Events, TestEvents.At(40), Token);
        });
        thread.Start();
        thread.Join();

        Assert.Equal(Bytes(several), Bytes(one!));
    }

    [Fact]
    public void Reblend_ShopWithARule_BetterThanTheBlendBefore()
    {
        ServingModel start = OnlineShop.Bundle();
        ServingModel earlier = Candidate.Recount(start, start.Parts.Towers!, 1, Events, TestEvents.At(40), Token);
        ServingModel now = Candidate.Recount(start, start.Parts.Towers!, 2, Events, TestEvents.At(Days), Token);
        ServingModel fitted = Candidate.Reblend(now, earlier, Events, new BlendFitterOptions { MinUsers = 20 }, Token);

        Assert.Equal(TestEvents.At(Days), fitted.Manifest.BlendUntil);
        Assert.True(fitted.Manifest.Metrics["blend.ndcg@100"] > fitted.Manifest.Metrics["blend.default.ndcg@100"] + 0.05, string.Join(" ", fitted.Manifest.Metrics));
        Assert.NotEqual(now.Blend.Weights, fitted.Blend.Weights);
    }

    [Fact]
    public void Reblend_TooFewUsers_WeightsStay()
    {
        ServingModel start = OnlineShop.Bundle();
        ServingModel now = Candidate.Recount(start, start.Parts.Towers!, 2, Events, TestEvents.At(Days), Token);
        ServingModel same = Candidate.Reblend(now, start, Events, new BlendFitterOptions { MinUsers = Users + 1, MaxUsers = Users + 1 }, Token);

        Assert.Equal(now.Blend.Weights, same.Blend.Weights);
    }

    private static byte[] Bytes(ServingModel model)
    {
        using var stream = new MemoryStream();
        foreach ((string _, Action<Stream> save) in model.SaveFiles().OrderBy(static file => file.Key, StringComparer.Ordinal))
        {
            save(stream);
        }

        return stream.ToArray();
    }

    /// <summary>Everybody looks at an item on every third day and orders the one behind it an hour later.</summary>
    private static Interactions Shop()
    {
        var random = new Random(7);
        var rows = new List<(string User, int Item, double Day, EventAction Action)>();
        for (int user = 0; user < Users; user++)
        {
            for (int day = 1 + (user % 3); day <= Days; day += 3)
            {
                int item = random.Next(OnlineShop.Items);
                rows.Add(($"u{user}", item, day + (user * 0.001), EventAction.PageView));
                rows.Add(($"u{user}", (item + 1) % OnlineShop.Items, day + (user * 0.001) + 0.05, EventAction.Order));
            }
        }

        return TestEvents.Of(OnlineShop.Items, [.. rows]);
    }
}
