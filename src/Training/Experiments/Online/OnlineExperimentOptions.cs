using Tandem.Domain;
using Tandem.Ranking;
using Tandem.Training.Online;

namespace Tandem.Training.Experiments.Online;

/// <summary>How online training is compared.</summary>
public sealed record OnlineExperimentOptions
{
    /// <summary>Last moment that is ranked; null: the dataset's end.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Days between two trainings from scratch, 1 or more; they cost most of the time. Default 28.</summary>
    public int RetrainEveryDays { get; init; } = 28;

    /// <summary>Days between two counts of the events so far, 1 or more. Default 7.</summary>
    public int CountEveryDays { get; init; } = 7;

    /// <summary>Time of events between two fits of the blend. Default 7 days.</summary>
    public TimeSpan BlendEvery { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Least length of the window on which it is fitted, up to the moment of the fit. Default 14 days.</summary>
    public TimeSpan BlendWindow { get; init; } = TimeSpan.FromDays(14);

    /// <summary>Baskets of a day that are ranked, drawn by the seed, 1 or more. Default 40.</summary>
    public int BasketsPerDay { get; init; } = 40;

    /// <summary>Seeds the draw and the intervals. Default 17.</summary>
    public int Seed { get; init; } = 17;

    /// <summary>The trainer. All users teach: here every basket is ranked before it is learned, so none need be held out.</summary>
    public OnlineTrainerOptions Trainer { get; init; } = new() { HeldOutShare = 0 };

    /// <summary>What is kept of live events for each item, by default as in a node.</summary>
    public LiveOptions Live { get; init; } = new();

    /// <exception cref="TandemException">An option is out of range.</exception>
    public OnlineExperimentOptions Validate()
    {
        Trainer.Validate();
        return RetrainEveryDays >= 1 && CountEveryDays >= 1 && BasketsPerDay >= 1
            ? this
            : throw new TandemException($"The days between trainings ({RetrainEveryDays}) and counts ({CountEveryDays}) and the baskets of a day ({BasketsPerDay}) must be 1 or more.");
    }
}
