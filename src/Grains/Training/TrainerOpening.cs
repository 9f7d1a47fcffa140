using Microsoft.Extensions.Logging;
using Tandem.Domain;
using Tandem.Training.Online;

namespace Tandem.Grains.Training;

/// <summary>Finds where training goes on: the newest checkpoint that began with the active bundle or led to it, else the bundle itself.</summary>
internal sealed partial class TrainerOpening(TrainerParts parts, ILogger logger)
{
    public async Task<OnlineTrainer> OpenAsync(OnlineModel model, CancellationToken cancellation)
    {
        foreach (string name in await parts.Checkpoints.ListAsync(cancellation))
        {
            if (await TryRestoreAsync(model, name, cancellation) is { } restored)
                return restored;
        }

        OnlineTrainer fresh = New(model);

        // A cursor beyond the log's end is another node's.
        if (model.ExampleCursor <= await parts.Log.LastOffsetAsync(cancellation))
            fresh.StartAfter(model.ExampleCursor);

        return fresh;
    }

    private async Task<OnlineTrainer?> TryRestoreAsync(OnlineModel model, string name, CancellationToken cancellation)
    {
        OnlineTrainer? trainer = null;
        try
        {
            await using FileStream file = await parts.Checkpoints.OpenAsync(name, cancellation);
            (string @base, string? published) = OnlineTrainer.ReadLineage(file);
            if (model.Version != @base && model.Version != published)
                return null;

            file.Position = 0;
            trainer = New(model);
            trainer.Restore(file, (after, count) => parts.Log.ReadAsync(after, count, cancellation).GetAwaiter().GetResult());
            return trainer;
        }
        catch (Exception error) when (error is TandemException or IOException)
        {
            trainer?.Dispose();
            LogUnreadable(name, error);
            return null;
        }
    }

    private OnlineTrainer New(OnlineModel model)
    {
        TrainingOptions options = parts.Options.Value;
        return new OnlineTrainer(
            model,
            new OnlineTrainerOptions
            {
                BatchSize = options.BatchSize,
                ReplayShare = options.ReplayShare,
                ReplayCapacity = options.ReplayCapacity,
                LearningRate = (float)options.LearningRate,
                HeldOutShare = options.HeldOutShare,
                Seed = options.Seed,
            },
            parts.Engines);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The training checkpoint {Name} cannot be read; the one before it is tried.")]
    private partial void LogUnreadable(string name, Exception error);
}
