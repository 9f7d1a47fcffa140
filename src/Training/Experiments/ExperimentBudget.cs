using Tandem.Domain;

namespace Tandem.Training.Experiments;

/// <summary>What each run of an experiment may cost: steps, or seconds of training.</summary>
/// <param name="Steps">Batches of each run; null where seconds are given.</param>
/// <param name="Seconds">Seconds of training of each run, turned into steps by timing the strategy's first ones; null where steps are given.</param>
public sealed record ExperimentBudget(int? Steps, double? Seconds)
{
    /// <summary>Steps where neither is given.</summary>
    public const int DefaultSteps = 600;

    private const int MaxSteps = 10_000_000;

    private const double MaxSeconds = 7 * 24 * 60 * 60;

    /// <exception cref="TandemException">Both or neither are given, or out of range.</exception>
    public ExperimentBudget Validate()
    {
        if (Steps is null == Seconds is null)
        {
            throw new TandemException("A budget is either steps or seconds; give one of --budget-steps and --budget-seconds.");
        }

        if (Steps is < 1 or > MaxSteps)
        {
            throw new TandemException($"The budget is {Steps} steps, expected 1 to {MaxSteps}.");
        }

        if (Seconds is { } seconds && !(seconds is >= 1 and <= MaxSeconds))
        {
            throw new TandemException(FormattableString.Invariant($"The budget is {seconds} seconds, expected 1 to {MaxSeconds}."));
        }

        return this;
    }

    /// <summary>For people.</summary>
    public override string ToString() => Steps is { } steps ? $"{steps:N0} steps" : FormattableString.Invariant($"{Seconds:0.#} s of training");
}
