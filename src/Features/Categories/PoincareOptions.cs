using Tandem.Domain;

namespace Tandem.Features.Categories;

/// <summary>How a Poincaré embedding is trained.</summary>
public sealed record PoincareOptions
{
    /// <summary>Dimensions of the ball. Default 15; 2 to 256.</summary>
    public int Dimension { get; init; } = 15;

    /// <summary>Passes over all pairs after the burn-in. Default 300; fewer if <see cref="MaxSteps"/> is reached.</summary>
    public int Epochs { get; init; } = 300;

    /// <summary>Passes at the lower rate before, which settle the angles. Default 10.</summary>
    public int BurnInEpochs { get; init; } = 10;

    /// <summary>Bound on the pairs trained on in all, so that a large tree takes seconds. Default 3,000,000.</summary>
    public long MaxSteps { get; init; } = 3_000_000;

    /// <summary>Learning rate. Default 0.1; it falls linearly to a tenth.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>The burn-in's learning rate over the main one. Default 0.1.</summary>
    public double BurnInFactor { get; init; } = 0.1;

    /// <summary>Negatives for each pair. Default 10.</summary>
    public int Negatives { get; init; } = 10;

    /// <summary>
    /// Share of the negatives drawn from the children of the node's own ancestors (siblings, uncles), 0 to 1; the rest
    /// is uniform. Default 0.2: in a large tree uniform negatives are almost never near enough to teach anything.
    /// </summary>
    public double NearNegatives { get; init; } = 0.2;

    /// <summary>Seeds every random choice. Default 17.</summary>
    public int Seed { get; init; } = 17;

    /// <exception cref="TandemException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        Require(Dimension is >= 2 and <= 256, nameof(Dimension), Dimension, "2 to 256");
        Require(Epochs >= 1, nameof(Epochs), Epochs, "at least 1");
        Require(BurnInEpochs >= 0, nameof(BurnInEpochs), BurnInEpochs, "at least 0");
        Require(MaxSteps >= 1, nameof(MaxSteps), MaxSteps, "at least 1");
        Require(LearningRate is > 0 and <= 10, nameof(LearningRate), LearningRate, "above 0, at most 10");
        Require(BurnInFactor is > 0 and <= 1, nameof(BurnInFactor), BurnInFactor, "above 0, at most 1");
        Require(Negatives is >= 1 and <= 1000, nameof(Negatives), Negatives, "1 to 1000");
        Require(NearNegatives is >= 0 and <= 1, nameof(NearNegatives), NearNegatives, "0 to 1");
    }

    private static void Require(bool holds, string name, double value, string range)
    {
        if (!holds)
        {
            throw new TandemException(FormattableString.Invariant($"The Poincaré option {name} is {value}; it must be {range}."));
        }
    }
}
