using Tandem.Domain;
using Tandem.Features.Numerics;

namespace Tandem.Features;

/// <summary>
/// The running state behind <see cref="EventFeatures"/>: push events in time order and get each one's features in
/// constant time. Grows with the items that were put into the cart, favoured or ordered. Not thread-safe.
/// </summary>
public sealed class EventFeatureState
{
    private const double Hour = 3_600_000;
    private const double SlowDecay = Hour;
    private const double FastDecay = Hour / 6;
    private static readonly double LongestGap = Math.Log(1 + TimeSpan.FromDays(30).TotalSeconds);

    private readonly Dictionary<long, Pending> _pending = [];
    private double _slow;
    private double _fast;
    private long _last;
    private bool _started;

    [Flags]
    private enum Pending : byte
    {
        Cart = 1,
        Favorite = 2,
        Ordered = 4,
    }

    /// <summary>Forgets everything, as if new.</summary>
    public void Reset()
    {
        _pending.Clear();
        (_slow, _fast, _last, _started) = (0, 0, 0, false);
    }

    /// <summary>
    /// Writes the features of the next event into <paramref name="destination"/>, length <see cref="EventFeatures.Dimension"/>.
    /// An event that is older than the one before it counts as simultaneous with it.
    /// </summary>
    public void Push(in SequenceEvent next, Span<float> destination)
    {
        destination = destination[..EventFeatures.Dimension];
        destination.Clear();
        if (next.Action.IsSignal())
        {
            destination[EventFeatures.ActionOffset + (int)next.Action] = 1;
        }

        if (!string.IsNullOrEmpty(next.Widget))
        {
            destination[EventFeatures.WidgetOffset + (int)(StableHash.Of(next.Widget) % EventFeatures.WidgetBuckets)] = 1;
        }

        double angle = 2 * Math.PI * (next.OccurredAt % (24 * Hour)) / (24 * Hour);
        destination[EventFeatures.HourSin] = (float)Math.Sin(angle);
        destination[EventFeatures.HourCos] = (float)Math.Cos(angle);
        PushPace(next.OccurredAt, destination);
        PushSignals(next, destination);
    }

    private void PushPace(long occurredAt, Span<float> destination)
    {
        if (_started)
        {
            double gap = Math.Max(0, occurredAt - _last);
            _slow *= Math.Exp(-gap / SlowDecay);
            _fast *= Math.Exp(-gap / FastDecay);
            destination[EventFeatures.Gap] = (float)Math.Min(1, Math.Log(1 + (gap / 1000)) / LongestGap);
        }
        else
        {
            destination[EventFeatures.First] = 1;
        }

        double slowPerHour = _slow * Hour / SlowDecay;
        double fastPerHour = _fast * Hour / FastDecay;
        destination[EventFeatures.Velocity] = (float)(Math.Log(1 + slowPerHour) / EventFeatures.VelocityScale);
        destination[EventFeatures.Acceleration] = (float)Math.Tanh((fastPerHour - slowPerHour) / (1 + slowPerHour));

        _slow++;
        _fast++;
        _last = _started ? Math.Max(_last, occurredAt) : occurredAt;
        _started = true;
    }

    private void PushSignals(in SequenceEvent next, Span<float> destination)
    {
        switch (next.Action)
        {
            case EventAction.ToCart:
                Start(next.ItemKey, Pending.Cart);
                break;
            case EventAction.Favorite:
                Start(next.ItemKey, Pending.Favorite);
                break;
            case EventAction.Order:
                destination[EventFeatures.Success] = End(next.ItemKey, Pending.Cart) ? 1 : 0;
                Start(next.ItemKey, Pending.Ordered);
                break;
            case EventAction.Delivered:
                // The order stays pending: it may still be sent back.
                destination[EventFeatures.Success] = 1;
                break;
            case EventAction.Remove:
                destination[EventFeatures.Failure] = End(next.ItemKey, Pending.Cart) ? 1 : 0;
                break;
            case EventAction.Unfavorite:
                destination[EventFeatures.Failure] = End(next.ItemKey, Pending.Favorite) ? 1 : 0;
                break;
            case EventAction.Canceled:
                destination[EventFeatures.Failure] = End(next.ItemKey, Pending.Ordered) ? 1 : 0;
                break;
        }
    }

    private void Start(long item, Pending what) => _pending[item] = _pending.GetValueOrDefault(item) | what;

    /// <summary>True if it had been started and had not ended yet.</summary>
    private bool End(long item, Pending what)
    {
        if (!_pending.TryGetValue(item, out Pending pending) || !pending.HasFlag(what))
        {
            return false;
        }

        pending &= ~what;
        if (pending == 0)
        {
            _pending.Remove(item);
        }
        else
        {
            _pending[item] = pending;
        }

        return true;
    }
}
