using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Ranking;
using Tandem.Training.Evaluation;
using Tandem.Training.Online;

namespace Tandem.Training.Experiments.Online;

/// <summary>
/// A bundle as a node's trainer keeps it up to date: towers that go on learning, everything counted anew at intervals, the blend fitted anew on
/// what was taken after an earlier bundle. Training then goes on from the bundle with the new counts, as it does after a publication.
/// </summary>
internal sealed class RenewedBundle : IDisposable
{
    private static readonly BlendFitterOptions BlendOptions = new() { MaxUsers = 1_000 };

    private readonly OnlineExperimentOptions _options;
    private readonly ITowerEngineFactory _engines;
    private readonly Interactions _events;
    private readonly List<LoggedExample> _log = [];
    private readonly List<ServingModel> _earlier = [];
    private OnlineTrainer _trainer;

    /// <summary>The last bundle with new counts.</summary>
    private ServingModel _counted;

    public RenewedBundle(ServingModel start, Interactions events, OnlineExperimentOptions options, ITowerEngineFactory engines)
    {
        _options = options;
        _engines = engines;
        _events = events;
        _counted = start;
        _trainer = Trainer(start);
        _earlier.Add(start);
    }

    public void Learn(LoggedExample example)
    {
        _log.Add(example);
        _trainer.Consume(example);
    }

    /// <summary>Newer towers, nothing else.</summary>
    public ServingModel WithTowers() => Candidate.Create(_counted, _trainer.Export(), _trainer.Cursor);

    /// <summary>Newer counts too, and a newer blend if it is time.</summary>
    public ServingModel Recount(DateTimeOffset now, CancellationToken cancellation)
    {
        ServingModel model = Candidate.Recount(_counted, _trainer.Export(), _trainer.Cursor, _events, now, cancellation);
        DateTimeOffset blendUntil = _counted.Manifest.BlendUntil ?? _counted.Manifest.TrainedUntil;
        ServingModel? earlier = _earlier.FindLast(each => now - each.Manifest.CountsAsOf >= _options.BlendWindow);
        if (earlier is not null && now - blendUntil >= _options.BlendEvery)
        {
            model = Candidate.Reblend(model, earlier, _events.Until(now), BlendOptions, cancellation);
        }

        _earlier.RemoveAll(each => earlier is not null && each.Manifest.CountsAsOf < earlier.Manifest.CountsAsOf);
        _earlier.Add(model);
        _counted = model;
        GoOnFrom(model);
        return model;
    }

    public void Dispose() => _trainer.Dispose();

    private void GoOnFrom(ServingModel model)
    {
        using var checkpoint = new MemoryStream();
        _trainer.Save(checkpoint);
        _trainer.Dispose();
        checkpoint.Position = 0;
        _trainer = Trainer(model);
        _trainer.Restore(checkpoint, (after, count) => [.. _log.Skip((int)after).Take(count)]);
    }

    private OnlineTrainer Trainer(ServingModel model) =>
        new(OnlineModel.TryCreate(model, out string? reason) ?? throw new TandemException(reason!), _options.Trainer, _engines);
}
