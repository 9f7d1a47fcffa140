using Tandem.Domain;

namespace Tandem.Training.Online;

/// <summary>How the towers go on learning from live examples. When and how much of a processor, the caller decides.</summary>
public sealed record OnlineTrainerOptions
{
    /// <summary>Sequences in a step, fresh and replayed ones together. Default 32.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Share of a step's sequences that were learned from before, so that the new does not wipe out the old. Default 0.5.</summary>
    public double ReplayShare { get; init; } = 0.5;

    /// <summary>Learned examples that are kept for replay, the latest ones. Default 8192, about 10 MB.</summary>
    public int ReplayCapacity { get; init; } = 8192;

    /// <summary>Step size. Default 1e-3, a quarter of what training from scratch begins with.</summary>
    public float LearningRate { get; init; } = 1e-3f;

    /// <summary>Steps over which the step size rises after a start from a bundle, whose optimiser state is not known. Default 50.</summary>
    public int WarmupSteps { get; init; } = 50;

    /// <summary>Share of the users, by a hash of their ids, whose examples judge candidates and teach nothing. Default 0.05.</summary>
    public double HeldOutShare { get; init; } = 0.05;

    /// <summary>Examples of these users that are kept, the latest ones. Default 1000.</summary>
    public int HeldOutCapacity { get; init; } = 1000;

    /// <summary>Steps between two points of the loss curve. Default 20.</summary>
    public int CurveEvery { get; init; } = 20;

    /// <summary>Seeds negatives, replay and dropout. Default 17.</summary>
    public int Seed { get; init; } = 17;

    /// <summary>New examples that a step waits for.</summary>
    internal int FreshPerStep => Math.Max(1, BatchSize - (int)Math.Round(BatchSize * ReplayShare));

    /// <exception cref="TandemException">An option is out of range; the message names it, its value and its range.</exception>
    public OnlineTrainerOptions Validate()
    {
        Require(BatchSize is >= 1 and <= 4096, nameof(BatchSize), BatchSize, "1 to 4096");
        Require(ReplayShare is >= 0 and < 1, nameof(ReplayShare), ReplayShare, "0 to below 1");
        Require(ReplayCapacity is >= 1 and <= 1_000_000, nameof(ReplayCapacity), ReplayCapacity, "1 to 1000000");
        Require(LearningRate is > 0 and <= 1, nameof(LearningRate), LearningRate, "above 0, at most 1");
        Require(WarmupSteps is >= 0 and <= 100_000, nameof(WarmupSteps), WarmupSteps, "0 to 100000");
        Require(HeldOutShare is >= 0 and < 1, nameof(HeldOutShare), HeldOutShare, "0 to below 1");
        Require(HeldOutCapacity is >= 1 and <= 100_000, nameof(HeldOutCapacity), HeldOutCapacity, "1 to 100000");
        Require(CurveEvery is >= 1 and <= 100_000, nameof(CurveEvery), CurveEvery, "1 to 100000");
        return this;

        static void Require(bool holds, string name, object value, string range)
        {
            if (!holds)
            {
                throw new TandemException(FormattableString.Invariant($"Online training option {name} is {value}, expected {range}."));
            }
        }
    }
}
