using Tandem.Domain;

namespace Tandem.Features.Categories;

/// <summary>How a Poincaré embedding is trained.</summary>
public sealed record PoincareOptions
{
    /// <summary>Dimensions of the ball. Default 15; 2 to 256.</summary>
    public int Dimension { get; init; } = 15;

    /// <summary>Passes over all nodes. Default 300.</summary>
    public int Epochs { get; init; } = 300;

    /// <summary>Nodes whose gradients make one step, 1 to 4096. Default 64; a sixteenth of the nodes if that is less.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>Nodes drawn anew for each step, from which its nodes must tell their ancestors, 1 to 65,536. Default 256; a quarter of the nodes if that is less.</summary>
    public int Negatives { get; init; } = 256;

    /// <summary>Hyperbolic length of a step. Default 0.3; it rises over the first twentieth and falls to 0 as a half cosine.</summary>
    public double LearningRate { get; init; } = 0.3;

    /// <summary>What a node is to be near to. Default <see cref="PoincareObjective.Parent"/>.</summary>
    public PoincareObjective Objective { get; init; }

    /// <summary>Hyperbolic distance from the centre that no point exceeds, 1 to 12. Default 12: a norm of 0.99999, beyond which 32-bit floats can't tell norms apart.</summary>
    public double LargestRadius { get; init; } = 12;

    /// <summary>
    /// Share of the epochs over which the bound on the radius grows from 1 to <see cref="LargestRadius"/>, 0 to 1. Default
    /// 0.7. It is the burn-in: at a radius r a step turns a point by an angle of about 2e⁻ʳ, so that directions have to
    /// be found before points go out.
    /// </summary>
    public double GrowthShare { get; init; } = 0.7;

    /// <summary>Seeds every random choice. Default 17.</summary>
    public int Seed { get; init; } = 17;

    /// <exception cref="TandemException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        Require(Dimension is >= 2 and <= 256, nameof(Dimension), Dimension, "2 to 256");
        Require(Epochs >= 1, nameof(Epochs), Epochs, "at least 1");
        Require(Batch is >= 1 and <= 4096, nameof(Batch), Batch, "1 to 4096");
        Require(Negatives is >= 1 and <= 65_536, nameof(Negatives), Negatives, "1 to 65536");
        Require(LearningRate is > 0 and <= 10, nameof(LearningRate), LearningRate, "above 0, at most 10");
        Require(Enum.IsDefined(Objective), nameof(Objective), (int)Objective, "a known objective");
        Require(LargestRadius is >= 1 and <= 12, nameof(LargestRadius), LargestRadius, "1 to 12");
        Require(GrowthShare is >= 0 and <= 1, nameof(GrowthShare), GrowthShare, "0 to 1");
    }

    private static void Require(bool holds, string name, double value, string range)
    {
        if (!holds)
        {
            throw new TandemException(FormattableString.Invariant($"The Poincaré option {name} is {value}; it must be {range}."));
        }
    }
}
