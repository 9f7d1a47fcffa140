using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Tandem.Grains.Tests;

/// <summary>What a node measures from now on.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Name, string Label, double Value)> _seen = [];

    /// <param name="prefix">Of the instruments' names.</param>
    public Measurements(Node node, string prefix)
    {
        // A meter's scope is the factory that made it: instruments of other nodes in this process are left out.
        object factory = node.Get<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name.StartsWith(prefix, StringComparison.Ordinal) && ReferenceEquals(instrument.Meter.Scope, factory))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.Start();
    }

    /// <param name="label">A label's value; null for all.</param>
    public IReadOnlyList<double> Of(string name, string? label = null) =>
        [.. _seen.Where(each => each.Name == name && (label is null || each.Label == label)).Select(static each => each.Value)];

    public void Dispose() => _listener.Dispose();

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _seen.Enqueue((instrument.Name, tags.IsEmpty ? "" : tags[0].Value?.ToString() ?? "", value));
}
