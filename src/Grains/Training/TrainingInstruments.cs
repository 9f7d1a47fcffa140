using System.Diagnostics.Metrics;
using Tandem.Training.Online;

namespace Tandem.Grains.Training;

/// <summary>What online training counts.</summary>
internal sealed class TrainingInstruments
{
    private readonly Counter<long> _steps;
    private readonly Histogram<double> _step;
    private readonly Counter<long> _checkpoints;
    private readonly Counter<long> _publications;
    private readonly Gauge<double> _loss;
    private readonly Gauge<double> _ndcg;
    private readonly Gauge<int> _engine;

    public TrainingInstruments(IMeterFactory meters)
    {
        Meter meter = meters.Create(GrainInstruments.MeterName);
        _steps = meter.CreateCounter<long>("tandem.training.steps", "{step}", "Optimiser steps of online training.");
        _step = meter.CreateHistogram<double>("tandem.training.step.duration", "s", "One example taken in, with the step that it completed.");
        _checkpoints = meter.CreateCounter<long>("tandem.training.checkpoints", "{checkpoint}", "Checkpoints of online training that were stored.");
        _publications = meter.CreateCounter<long>("tandem.training.publications", "{attempt}", "Attempts to publish what was learned, by outcome.");
        _loss = meter.CreateGauge<double>("tandem.training.loss", null, "Mean loss of the latest point of the curve.");
        _ndcg = meter.CreateGauge<double>("tandem.training.gate.ndcg", null, "NDCG@100 on held-out orders at the latest attempt to publish, of the candidate and of the active bundle.");
        _engine = meter.CreateGauge<int>("tandem.training.info", null, "1 while this silo trains, labelled with the engine.");
    }

    public void Opened(string engine) => _engine.Record(1, new KeyValuePair<string, object?>("engine", engine));

    public void LossIs(double loss) => _loss.Record(loss);

    public void Stepped(int steps, TimeSpan duration)
    {
        _steps.Add(steps);
        _step.Record(duration.TotalSeconds);
    }

    public void Checkpointed() => _checkpoints.Add(1);

    public void Decided(bool published, GateDecision decision)
    {
        _publications.Add(1, new KeyValuePair<string, object?>("outcome", published ? "published" : "refused"));
        _ndcg.Record(decision.Candidate, new KeyValuePair<string, object?>("of", "candidate"));
        _ndcg.Record(decision.Champion, new KeyValuePair<string, object?>("of", "champion"));
    }
}
