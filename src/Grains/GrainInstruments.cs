using System.Diagnostics.Metrics;
using Tandem.Towers;

namespace Tandem.Grains;

/// <summary>What the grains and their silo-local services count. No user or item id is ever a label.</summary>
public sealed class GrainInstruments
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Tandem.Grains";

    private readonly Counter<long> _applied;
    private readonly Counter<long> _skipped;
    private readonly Counter<long> _deadLetters;
    private readonly Counter<long> _retries;
    private readonly Histogram<double> _recommend;
    private readonly Counter<long> _vectors;
    private readonly Counter<long> _catalogueChanges;
    private readonly Counter<long> _activations;
    private readonly Counter<long> _signals;
    private readonly Counter<long> _signalsLeftOut;
    private readonly Histogram<double> _recall;

    private readonly Meter _meter;

    public GrainInstruments(IMeterFactory meters)
    {
        Meter meter = meters.Create(MeterName);
        _meter = meter;
        _applied = meter.CreateCounter<long>("tandem.events.applied", "{event}", "Events whose effect on a user was stored.");
        _skipped = meter.CreateCounter<long>("tandem.events.skipped", "{event}", "Events delivered again and left out.");
        _deadLetters = meter.CreateCounter<long>("tandem.events.dead_lettered", "{event}", "Events set aside because they could not be applied.");
        _retries = meter.CreateCounter<long>("tandem.events.retries", "{attempt}", "Deliveries to a user that failed until their events were tried one by one.");
        _recommend = meter.CreateHistogram<double>("tandem.recommend.duration", "s", "Making one list, without the way to the grain.");
        _vectors = meter.CreateCounter<long>("tandem.user_vector.lookups", "{lookup}", "User vectors asked for, by the steps that the user tower took for them.");
        _catalogueChanges = meter.CreateCounter<long>("tandem.catalogue.changes", "{change}", "Changes of items applied on this silo.");
        _signals = meter.CreateCounter<long>("tandem.live.signals", "{signal}", "Signals of live events that reached their item.");
        _signalsLeftOut = meter.CreateCounter<long>("tandem.live.signals.left_out", "{event}", "Events and pairs that were not counted because too many items waited.");
        _recall = meter.CreateHistogram<double>(
            "tandem.index.recall",
            null,
            "Share of the 100 truly nearest items that the index found, for sampled queries.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99, 1] });
        _activations = meter.CreateCounter<long>("tandem.bundle.activations", "{activation}", "Bundles activated or refused on this silo.");
    }

    /// <summary>Reports which bundle this silo answers from, and how old what it knows is.</summary>
    internal void ObserveBundle(Func<BundleManifest?> active, TimeProvider time)
    {
        _meter.CreateObservableGauge("tandem.bundle.info", Version, null, "1, labelled with the version of the bundle that this silo answers from.");
        _meter.CreateObservableGauge("tandem.bundle.age", Age, "s", "Time since the last event that the bundle learned from.");

        IEnumerable<Measurement<int>> Version() =>
            active() is { } bundle ? [new Measurement<int>(1, new KeyValuePair<string, object?>("version", bundle.Version))] : [];

        IEnumerable<Measurement<double>> Age() =>
            active() is { } bundle ? [new Measurement<double>((time.GetUtcNow() - bundle.TrainedUntil).TotalSeconds)] : [];
    }

    internal void EventsApplied(int applied, int skipped)
    {
        _applied.Add(applied);
        _skipped.Add(skipped);
    }

    internal void DeadLettered() => _deadLetters.Add(1);

    internal void DeliveryRetried(int attempts) => _retries.Add(attempts);

    internal void Recommended(TimeSpan duration, bool anonymous) =>
        _recommend.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("visitor", anonymous ? "anonymous" : "known"));

    /// <param name="steps">Events that the tower was moved on by; 0 when the vector was there.</param>
    internal void UserVectorLookedUp(int steps) =>
        _vectors.Add(1, new KeyValuePair<string, object?>("steps", steps switch { 0 => "none", 1 => "one", _ => "several" }));

    internal void SignalsFlushed(int signals) => _signals.Add(signals);

    internal void SignalsLeftOut(int count) => _signalsLeftOut.Add(count);

    internal void RecallMeasured(double recall) => _recall.Record(recall);

    internal void CatalogueChanged(int changes) => _catalogueChanges.Add(changes);

    internal void BundleActivated(bool refused) => _activations.Add(1, new KeyValuePair<string, object?>("outcome", refused ? "refused" : "activated"));
}
