using System.Diagnostics.Metrics;

namespace Tandem.Grains.Training;

/// <summary>What online training counts.</summary>
internal sealed class TrainingInstruments
{
    private readonly Counter<long> _steps;
    private readonly Histogram<double> _step;
    private readonly Counter<long> _checkpoints;
    private readonly Counter<long> _publications;

    public TrainingInstruments(IMeterFactory meters)
    {
        Meter meter = meters.Create(GrainInstruments.MeterName);
        _steps = meter.CreateCounter<long>("tandem.training.steps", "{step}", "Optimiser steps of online training.");
        _step = meter.CreateHistogram<double>("tandem.training.step.duration", "s", "One example taken in, with the step that it completed.");
        _checkpoints = meter.CreateCounter<long>("tandem.training.checkpoints", "{checkpoint}", "Checkpoints of online training that were stored.");
        _publications = meter.CreateCounter<long>("tandem.training.publications", "{attempt}", "Attempts to publish what was learned, by outcome.");
    }

    public void Stepped(int steps, TimeSpan duration)
    {
        _steps.Add(steps);
        _step.Record(duration.TotalSeconds);
    }

    public void Checkpointed() => _checkpoints.Add(1);

    public void Decided(bool published) => _publications.Add(1, new KeyValuePair<string, object?>("outcome", published ? "published" : "refused"));
}
