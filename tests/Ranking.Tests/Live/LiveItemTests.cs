using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tandem.Domain;

namespace Tandem.Ranking.Tests.Live;

public sealed class LiveItemTests
{
    private const long Hour = 3_600_000;
    private static readonly LiveOptions Options = new() { TimeConstant = TimeSpan.FromHours(10) };

    private static Gen<(int Hour, int Action, int Successor)[]> Rows =>
        (from hour in Gen.Choose(0, 200)
         from action in Gen.Choose(0, EventActions.Count - 1)
         from successor in Gen.Choose(0, 9)
         select (hour, action, successor)).ListOf(40).Select(static rows => rows.ToArray());

    [Property(MaxTest = 100)]
    public Property Tally_AnyOrderOfEvents_IsTheSumOfTheDecayedEvents() => Prop.ForAll(Rows.ToArbitrary(), static rows =>
    {
        LiveTally tally = new("a", Options);
        foreach ((int hour, int action, int successor) in rows)
        {
            tally.Add((EventAction)action, hour * Hour);
            tally.AddSuccessor($"s{successor}", 1, hour * Hour);
        }

        LiveItem item = tally.ToItem();
        int last = rows.Max(static row => row.Hour);
        Assert.Equal(last * Hour, item.At);
        Assert.Equal(rows.Length, item.Totals.Sum());
        Assert.Equal(rows.Sum(row => Math.Pow(ActionStrength.Of((EventAction)row.Action), 2) * Math.Exp((row.Hour - last) / 10.0)), item.Mass, 9);
        Assert.Equal(
            rows.Where(static row => row.Action == (int)EventAction.Order).Sum(row => Math.Pow(2, (row.Hour - last) / 24.0 / 3)), item.Orders[0], 9);
        foreach (LiveSuccessor successor in item.Successors)
            Assert.Equal(rows.Where(row => $"s{row.Successor}" == successor.ItemId).Sum(row => Math.Exp((row.Hour - last) / 10.0)), successor.Weight, 9);
    });

    [Property(MaxTest = 100)]
    public Property Merge_PartsInAnySplit_IsTheWhole() => Prop.ForAll(Gen.Zip(Rows, Gen.Choose(0, 40)).ToArbitrary(), static pair =>
    {
        (var rows, int split) = pair;
        LiveItem whole = Tally(rows);
        LiveItem merged = Tally(rows[..split]).Merge(Tally(rows[split..]), Options.TimeConstant, Options.MaxSuccessors);
        Assert.Equal(whole.At, merged.At);
        Assert.Equal(whole.Totals, merged.Totals);
        Assert.Equal(whole.Mass, merged.Mass, 9);
        Assert.Equal(whole.Interest, merged.Interest, 9);
        Assert.Equal(
            whole.Successors.Select(static s => (s.ItemId, Math.Round(s.Weight, 6))).OrderBy(static s => s.ItemId),
            merged.Successors.Select(static s => (s.ItemId, Math.Round(s.Weight, 6))).OrderBy(static s => s.ItemId));
    });

    [Fact]
    public void Merge_MoreSuccessorsThanAreKept_TheHeaviestStay()
    {
        LiveTally tally = new("a", Options);
        for (int i = 0; i < 2000; i++)
            tally.AddSuccessor($"s{i}", i == 7 ? 5 : 0.1f + (i * 1e-5f), i);

        LiveItem item = LiveItem.None("a").Merge(tally.ToItem(), Options.TimeConstant, 3);
        Assert.Equal(["s7", "s1999", "s1998"], item.Successors.Select(static s => s.ItemId));
    }

    private static LiveItem Tally((int Hour, int Action, int Successor)[] rows)
    {
        LiveTally tally = new("a", Options);
        foreach ((int hour, int action, int successor) in rows)
        {
            tally.Add((EventAction)action, hour * Hour);
            tally.AddSuccessor($"s{successor}", 1, hour * Hour);
        }

        return tally.ToItem();
    }
}
