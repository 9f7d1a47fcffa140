using FsCheck.Xunit;
using Tandem.Domain;

namespace Tandem.Features.Tests.Events;

public class EventFeaturesTests
{
    private const long Start = 1_700_000_000_000;

    [Fact]
    public void Encode_OrderAfterCart_IsASuccess() =>
        Assert.Equal([0f, 1f], Signal(EventFeatures.Success, EventAction.ToCart, EventAction.Order));

    [Fact]
    public void Encode_OrderWithoutCart_IsNone() =>
        Assert.Equal([0f, 0f], Signal(EventFeatures.Success, EventAction.PageView, EventAction.Order));

    [Fact]
    public void Encode_Delivered_IsASuccess() =>
        Assert.Equal([1f], Signal(EventFeatures.Success, EventAction.Delivered));

    [Theory]
    [InlineData(EventAction.ToCart, EventAction.Remove)]
    [InlineData(EventAction.Favorite, EventAction.Unfavorite)]
    [InlineData(EventAction.Order, EventAction.Canceled)]
    public void Encode_UndoneAction_IsAFailureOnce(EventAction done, EventAction undone) =>
        Assert.Equal([0f, 0f, 1f, 0f], Signal(EventFeatures.Failure, EventAction.PageView, done, undone, undone));

    [Fact]
    public void Encode_ReturnAfterDelivery_IsAFailure() =>
        Assert.Equal([0f, 0f, 1f], Signal(EventFeatures.Failure, EventAction.Order, EventAction.Delivered, EventAction.Canceled));

    [Fact]
    public void Encode_RemoveOfAnotherItem_IsNone()
    {
        float[] features = Encoded(new SequenceEvent(1, EventAction.ToCart, null, Start), new SequenceEvent(2, EventAction.Remove, null, Start));
        Assert.Equal(0, features[EventFeatures.Dimension + EventFeatures.Failure]);
    }

    [Fact]
    public void Encode_FirstEvent_HasNoPaceAndTheFlag()
    {
        float[] features = Encoded(new SequenceEvent(1, EventAction.PageView, null, Start));
        Assert.Equal([0f, 0f, 0f], features[EventFeatures.Velocity..(EventFeatures.Gap + 1)]);
        Assert.Equal(1, features[EventFeatures.First]);
    }

    [Fact]
    public void Encode_SixOClockUtc_IsTheTopOfTheCircle()
    {
        float[] features = Encoded(new SequenceEvent(1, EventAction.PageView, null, 6 * 3_600_000L));
        Assert.Equal(1, features[EventFeatures.HourSin], 1e-6f);
        Assert.Equal(0, features[EventFeatures.HourCos], 1e-6f);
    }

    [Fact]
    public void Encode_Burst_AcceleratesAndThenSlowsDown()
    {
        SequenceEvent[] burst = [.. Enumerable.Range(0, 6).Select(i => new SequenceEvent(i, EventAction.PageView, null, Start + (i * 1000)))];
        float[] features = Encoded([.. burst, new SequenceEvent(9, EventAction.PageView, null, Start + 3_000_000)]);
        Assert.InRange(features[(5 * EventFeatures.Dimension) + EventFeatures.Acceleration], 0.5f, 1);
        Assert.InRange(features[(6 * EventFeatures.Dimension) + EventFeatures.Acceleration], -1, -0.1f);
    }

    [Fact]
    public void Encode_Widget_FillsOneBucketAlwaysTheSame()
    {
        float[] features = Encoded(new SequenceEvent(1, EventAction.PageView, "cart.cartSplit", Start));
        Assert.Equal(1, features[EventFeatures.WidgetOffset..EventFeatures.HourSin].Sum());
        Assert.Equal(1, features[EventFeatures.WidgetOffset + 3]);
    }

    [Fact]
    public void Encode_ShortDestination_IsRefused() =>
        Assert.Throws<ArgumentException>(() => EventFeatures.Encode([new SequenceEvent(1, EventAction.Order, null, 0)], new float[23]));

    [Property]
    public bool Encode_OneMoreEvent_LeavesTheEarlierFeatures((byte Item, byte Action, ushort Gap)[] steps)
    {
        SequenceEvent[] sequence = Sequence(steps);
        float[] all = Encoded(sequence);
        return Enumerable.Range(0, sequence.Length).All(n =>
            Encoded(sequence[..n]).AsSpan().SequenceEqual(all.AsSpan(0, n * EventFeatures.Dimension)));
    }

    [Property]
    public bool Push_EventAfterEvent_EqualsTheBatch((byte Item, byte Action, ushort Gap)[] steps)
    {
        SequenceEvent[] sequence = Sequence(steps);
        EventFeatureState state = new();
        float[] one = new float[EventFeatures.Dimension];
        float[] all = Encoded(sequence);
        for (int i = 0; i < sequence.Length; i++)
        {
            Array.Fill(one, float.NaN);
            state.Push(sequence[i], one);
            if (!one.AsSpan().SequenceEqual(all.AsSpan(i * EventFeatures.Dimension, EventFeatures.Dimension)))
            {
                return false;
            }
        }

        return true;
    }

    [Property]
    public bool Encode_AnySequence_StaysWithinBounds((byte Item, byte Action, ushort Gap)[] steps) =>
        Encoded(Sequence(steps)).All(value => value is >= -1 and <= 4);

    private static float[] Signal(int feature, params EventAction[] actions)
    {
        float[] features = Encoded([.. actions.Select((action, i) => new SequenceEvent(7, action, null, Start + i))]);
        return [.. Enumerable.Range(0, actions.Length).Select(i => features[(i * EventFeatures.Dimension) + feature])];
    }

    private static SequenceEvent[] Sequence((byte Item, byte Action, ushort Gap)[]? steps)
    {
        long now = Start;
        return
        [
            .. (steps ?? []).Select(step => new SequenceEvent(
                step.Item % 4, (EventAction)(step.Action % EventActions.Count), step.Gap % 3 == 0 ? null : $"w{step.Gap % 5}", now += step.Gap * 100L)),
        ];
    }

    private static float[] Encoded(params SequenceEvent[] sequence)
    {
        float[] features = new float[sequence.Length * EventFeatures.Dimension];
        EventFeatures.Encode(sequence, features);
        return features;
    }
}
