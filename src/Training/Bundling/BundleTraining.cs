using Tandem.Towers;
using Tandem.Training.Evaluation;

namespace Tandem.Training.Bundling;

/// <summary>What <see cref="BundleTrainer.Train"/> did.</summary>
/// <param name="Bundle">The bundle that was written.</param>
/// <param name="Towers">The run that the blend was fitted with.</param>
/// <param name="Finish">The run with the blend's window included; the same as <paramref name="Towers"/> without one.</param>
/// <param name="Blend">The fitted blend with its metrics on the window.</param>
public sealed record BundleTraining(BundleFolder Bundle, TrainingResult Towers, TrainingResult Finish, BlendFit Blend)
{
    /// <summary>What makes the blend's figures on its window better than they are, and what to do; null when nothing does.</summary>
    public string? Warning { get; init; }
}
