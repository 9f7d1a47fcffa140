using Tandem.Domain;
using Tandem.Features;
using Tandem.Towers;

namespace Tandem.Ranking.Tests;

public sealed class UserTowerStateTests
{
    private static readonly Catalogue Shop = new(ServingModelTests.WithTowers());

    [Fact]
    public void Vector_EventByEvent_EqualsTheWholePassWithOneStepEach()
    {
        UserTowerState state = new();
        UserHistory history = new();
        for (int i = 0; i < UserHistoryOptions.DefaultMaxEvents; i++)
        {
            history.Apply(Event(i, 200 - i));
            AssertClose(WholePass(Shop, history), state.Vector(Shop, history)!);
            Assert.Equal(1, state.Steps);
        }
    }

    [Fact]
    public void Vector_SelfAttentionEventByEvent_EqualsTheWholePassAndStartsOverSeldom()
    {
        Catalogue shop = new(ServingModelTests.WithTowers(tower: UserTowerKind.Attention));
        UserTowerState state = new();
        UserHistory history = new();
        int steps = 0;
        for (int i = 0; i < UserHistoryOptions.DefaultMaxEvents; i++)
        {
            history.Apply(Event(i, 200 - i));
            AssertClose(WholePass(shop, history), state.Vector(shop, history)!);
            steps += state.Steps;
        }

        Assert.InRange(steps, UserHistoryOptions.DefaultMaxEvents, 3 * UserHistoryOptions.DefaultMaxEvents);
    }

    [Fact]
    public void Vector_NothingNew_TakesNoStep()
    {
        UserTowerState state = new();
        UserHistory history = TestShop.History(Event(0, 5), Event(1, 4));
        float[] vector = state.Vector(Shop, history)!;

        Assert.Same(vector, state.Vector(Shop, history));
        Assert.Equal(0, state.Steps);
    }

    [Theory]
    [InlineData(7.0)]
    [InlineData(4.5)]
    public void Vector_LateEvent_IsRecomputed(double days)
    {
        UserTowerState state = new();
        UserHistory history = TestShop.History(Event(0, 5), Event(1, 4));
        state.Vector(Shop, history);
        history.Apply(Event(2, days));

        AssertClose(WholePass(Shop, history), state.Vector(Shop, history)!);
        Assert.Equal(3, state.Steps);
    }

    [Fact]
    public void Vector_OldestEventLeavesTheSequence_IsRecomputed()
    {
        UserTowerState state = new();
        UserHistory history = new(new UserHistoryOptions { MaxEvents = 3 });
        for (int i = 0; i < 6; i++)
        {
            history.Apply(Event(i, 10 - i));
            AssertClose(WholePass(Shop, history), state.Vector(Shop, history)!);
        }

        Assert.Equal(3, state.Steps);
    }

    [Fact]
    public void Vector_AnotherTower_IsRecomputed()
    {
        UserTowerState state = new();
        UserHistory history = TestShop.History(Event(0, 5), Event(1, 4));
        float[] first = state.Vector(Shop, history)!;
        Catalogue other = new(ServingModelTests.WithTowers(seed: 4));

        AssertClose(WholePass(other, history), state.Vector(other, history)!);
        Assert.NotEqual(first, state.Vector(other, history));
    }

    private static ShopEvent Event(int i, double days) =>
        TestShop.Event(i % 5 == 4 ? "unknown" : TestShop.Items[i % 5].ItemId, (EventAction)(i % EventActions.SignalCount), days, $"e{i}") with { Widget = $"w{i % 3}" };

    /// <summary>The pass as it is trained: the features of the whole sequence, then step by step.</summary>
    private static float[] WholePass(Catalogue catalogue, UserHistory history)
    {
        string[] ids = [.. history.Events.Select(static e => e.ItemId).Distinct()];
        SequenceEvent[] sequence = [.. history.Events.Select(e => new SequenceEvent(Array.IndexOf(ids, e.ItemId), e.Action, e.Widget, e.OccurredAt))];
        float[] features = new float[sequence.Length * EventFeatures.Dimension];
        EventFeatures.Encode(sequence, features);
        UserTower tower = catalogue.Model.UserTower!;
        float[] hidden = new float[tower.StateLength(sequence.Length)];
        for (int i = 0; i < sequence.Length; i++)
        {
            float[] item = new float[tower.Shape.Embedding];
            if (catalogue.TryGetSlot(history.Events[i].ItemId, out int slot))
                catalogue.State.Vectors!.CopyVector(slot, item);

            tower.Advance(hidden, item, features.AsSpan(i * EventFeatures.Dimension, EventFeatures.Dimension));
        }

        float[] vector = new float[tower.Shape.Embedding];
        tower.Project(hidden, vector);
        return vector;
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-5f);
    }
}
