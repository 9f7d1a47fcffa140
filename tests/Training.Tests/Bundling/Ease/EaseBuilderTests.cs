using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Ranking;
using Tandem.Training.Bundling.Ease;

namespace Tandem.Training.Tests.Bundling.Ease;

public class EaseBuilderTests
{
    private static readonly EaseOptions Plain = new() { Ridge = 0.5 };

    private static SuccessorLists Build(Interactions events, EaseOptions? options = null) =>
        EaseBuilder.Build(events, options ?? Plain, TestContext.Current.CancellationToken);

    [Fact]
    public void Build_TwoItemsOfTwoUsers_HasTheClosedForm()
    {
        // XᵀX is 2 everywhere and λ = 0.5 · 2: P ∝ [3, −2; −2, 3].
        SuccessorLists lists = Build(TestEvents.Of(
            2, ("u", 0, 1, EventAction.Order), ("u", 1, 1, EventAction.Order), ("v", 0, 1, EventAction.Order), ("v", 1, 1, EventAction.Order)));

        Assert.Equal(2.0 / 3, lists.Weight(0, 1), 5);
        Assert.Equal(2.0 / 3, lists.Weight(1, 0), 5);
    }

    [Fact]
    public void Build_AnySignOfInterest_CountsOnce()
    {
        SuccessorLists lists = Build(TestEvents.Of(
            2,
            ("u", 0, 1, EventAction.PageView), ("u", 0, 2, EventAction.Order), ("u", 1, 1, EventAction.PageView),
            ("v", 0, 1, EventAction.Order), ("v", 1, 2, EventAction.ToCart), ("v", 1, 3, EventAction.Remove)));

        Assert.Equal(2.0 / 3, lists.Weight(0, 1), 5);
    }

    [Fact]
    public void Build_RandomUsers_EqualsTheNaiveInverse()
    {
        var random = new Random(3);
        (string, int, double, EventAction)[] rows =
        [
            .. Enumerable.Range(0, 60).SelectMany(user => Enumerable.Range(0, 12)
                .Where(_ => random.NextDouble() < 0.4)
                .Select(item => ($"u{user}", item, 1.0, EventAction.Order))),
        ];

        SuccessorLists lists = Build(TestEvents.Of(12, rows));

        double[,] inverse = NaiveInverse(rows);
        for (int i = 0; i < 12; i++)
        {
            for (int j = 0; j < 12; j++)
            {
                Assert.Equal(i == j ? 0 : Math.Max(0, -inverse[i, j] / inverse[j, j]), lists.Weight(i, j), 4);
            }
        }
    }

    [Fact]
    public void Build_MoreItemsThanMayTakePart_LeavesOutThoseWithTheFewestUsers()
    {
        (string, int, double, EventAction)[] rows =
        [
            .. Enumerable.Range(0, 4).SelectMany(user => Enumerable.Range(0, 4 - user).Select(item => ($"u{user}", item, 1.0, EventAction.Order))),
        ];

        SuccessorLists lists = Build(TestEvents.Of(4, rows), Plain with { MaxItems = 2 });

        Assert.Equal([1], lists.ItemsOf(0).ToArray());
        Assert.Equal([0], lists.ItemsOf(1).ToArray());
        Assert.Empty(lists.ItemsOf(2).ToArray());
    }

    [Fact]
    public void Build_ItemsOfOneUser_HaveNoLists() =>
        Assert.Empty(Build(TestEvents.Of(2, ("u", 0, 1, EventAction.Order), ("u", 1, 1, EventAction.Order))).Items);

    [Theory]
    [InlineData(1, 4, 100)]
    [InlineData(50_000, 4, 100)]
    [InlineData(10, 0, 100)]
    [InlineData(10, double.NaN, 100)]
    [InlineData(10, 4, 0)]
    public void Validate_OptionOutOfRange_IsRefused(int maxItems, double ridge, int listLength) => Assert.Throws<TandemException>(
        () => new EaseOptions { MaxItems = maxItems, Ridge = ridge, ListLength = listLength }.Validate());

    /// <summary>(XᵀX + λI)⁻¹ of twelve items by Gauss–Jordan elimination in double precision.</summary>
    private static double[,] NaiveInverse((string User, int Item, double Day, EventAction Action)[] rows)
    {
        const int N = 12;
        var a = new double[N, 2 * N];
        foreach (int[] items in rows.GroupBy(static row => row.User).Select(static user => user.Select(static row => row.Item).Distinct().ToArray()))
        {
            foreach (int i in items)
            {
                foreach (int j in items)
                {
                    a[i, j]++;
                }
            }
        }

        double ridge = Plain.Ridge * Enumerable.Range(0, N).Sum(i => a[i, i]) / N;
        for (int i = 0; i < N; i++)
        {
            a[i, i] += ridge;
            a[i, N + i] = 1;
        }

        for (int k = 0; k < N; k++)
        {
            double pivot = a[k, k];
            for (int j = 0; j < 2 * N; j++)
            {
                a[k, j] /= pivot;
            }

            for (int i = 0; i < N; i++)
            {
                double factor = i == k ? 0 : a[i, k];
                for (int j = 0; j < 2 * N; j++)
                {
                    a[i, j] -= factor * a[k, j];
                }
            }
        }

        var inverse = new double[N, N];
        for (int i = 0; i < N; i++)
        {
            for (int j = 0; j < N; j++)
            {
                inverse[i, j] = a[i, N + j];
            }
        }

        return inverse;
    }
}
