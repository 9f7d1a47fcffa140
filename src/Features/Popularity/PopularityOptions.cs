using Tandem.Domain;

namespace Tandem.Features.Popularity;

/// <summary>How events are counted and how counts become the popularity block.</summary>
public sealed record PopularityOptions
{
    internal const double MillisecondsPerDay = 86_400_000;

    /// <summary>What each action adds to the weighted count.</summary>
    public ActionWeights Weights { get; init; } = new();

    /// <summary>Length of the recent window before the cut, in days. Default 14, above 0.</summary>
    public double RecentDays { get; init; } = 14;

    /// <summary>
    /// Outcomes that the overall delivered share counts for in an item's own share. Default 10, above 0.
    /// </summary>
    public double OutcomePrior { get; init; } = 10;

    /// <summary>Age in days at which novelty has fallen to 1/e. Default 30, above 0.</summary>
    public double NoveltyDays { get; init; } = 30;

    internal long RecentMilliseconds => (long)(RecentDays * MillisecondsPerDay);

    /// <exception cref="TandemException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        Require(RecentDays, nameof(RecentDays));
        Require(OutcomePrior, nameof(OutcomePrior));
        Require(NoveltyDays, nameof(NoveltyDays));
        foreach ((int code, double weight) in Weights.ToArray().Index())
        {
            if (!double.IsFinite(weight) || weight < 0)
            {
                throw new TandemException(
                    $"The popularity weight of '{((EventAction)code).ToName()}' is {weight}; it must be a finite number from 0 up.");
            }
        }
    }

    private static void Require(double value, string name)
    {
        if (!double.IsFinite(value) || value <= 0)
        {
            throw new TandemException($"The popularity option {name} is {value}; it must be a finite number above 0.");
        }
    }
}
