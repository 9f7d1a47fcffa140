using Tandem.Domain;
using Tandem.Ranking;

namespace Tandem.Training.Evaluation;

/// <summary>How a blend is fitted.</summary>
public sealed record BlendFitterOptions
{
    /// <summary>Weights that the fit begins with, and that stay where too few users are there to fit any. Default <see cref="Blend.Default"/>.</summary>
    public Blend Begin { get; init; } = Blend.Default;

    /// <summary>With fewer users the weights of <see cref="Begin"/> are kept. Default 50.</summary>
    public int MinUsers { get; init; } = 50;

    /// <summary>Users that are learned from, at most, spread evenly over those there are; each takes up to 100 KB. Default 3,000.</summary>
    public int MaxUsers { get; init; } = 3_000;

    /// <summary>What the list of items new to the user counts against the list of all. Default 1.</summary>
    public double NewItemsWeight { get; init; } = 1;

    /// <summary>Weight of Σ weight² of the scaled features in the softmax fit. Default 0.0001.</summary>
    public double Ridge { get; init; } = 1e-4;

    /// <exception cref="TandemException">An option is out of range.</exception>
    public void Validate()
    {
        if (MinUsers < 1 || MaxUsers < MinUsers || !(NewItemsWeight >= 0) || !(Ridge >= 0))
        {
            throw new TandemException(
                $"Blend options need 1 <= MinUsers ({MinUsers}) <= MaxUsers ({MaxUsers}), NewItemsWeight ({NewItemsWeight}) >= 0 and Ridge ({Ridge}) >= 0.");
        }
    }
}
