using Tandem.Domain;
using Tandem.Training.Evaluation;
using Tandem.Training.Targets;

namespace Tandem.Training.Bundling;

/// <summary>How a bundle is made.</summary>
public sealed record BundleTrainingOptions
{
    /// <summary>What the towers learn.</summary>
    public required TargetStrategy Target { get; init; }

    /// <summary>No event after this moment is used for anything.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>
    /// Length of the window before <see cref="Until"/> on which the blend is fitted, in days. The towers that the fit sees are trained
    /// on what lies before the window. Default 14.
    /// </summary>
    public double BlendDays { get; init; } = 14;

    /// <summary>
    /// Share of the epochs that the towers are trained on after the fit, with the window included, starting from the weights that the
    /// fit saw; 0 publishes those. Default 0.3.
    /// </summary>
    public double FinishShare { get; init; } = 0.3;

    /// <summary>
    /// Whether the bundle that is published has learned from the blend's window, in counts and, by <see cref="FinishShare"/>, in towers. False
    /// publishes exactly what the fit saw, for protocols whose validation events may choose a model but not teach it. Default true.
    /// </summary>
    public bool IncludeWindow { get; init; } = true;

    /// <summary>How pairs of items are counted.</summary>
    public CovisitationOptions Covisitation { get; init; } = CovisitationOptions.Default;

    /// <summary>
    /// Whether the blend is fitted to find only what is new to a user, with everything else out of its sight, as next-item protocols rank.
    /// Default false.
    /// </summary>
    public bool HideKnown { get; init; }

    /// <summary>How the blend is fitted.</summary>
    public BlendFitterOptions Blend { get; init; } = new();

    /// <summary>
    /// Folder for the events' columns, mapped into memory, where they are too many for it; null keeps them in memory. The bundle
    /// is the same. Default null.
    /// </summary>
    public string? EventsOnDisk { get; init; }

    /// <summary>The trainer's options of the first, long run.</summary>
    public TrainerOptions Trainer { get; init; } = new();

    /// <summary>The model.</summary>
    public EngineOptions Engine { get; init; } = new();

    /// <exception cref="TandemException">An option is out of range.</exception>
    public void Validate()
    {
        if (!(BlendDays > 0 && double.IsFinite(BlendDays)))
        {
            throw new TandemException($"The blend's window is {BlendDays} days; it must be longer than 0.");
        }

        if (!(FinishShare >= 0 && FinishShare <= 1))
        {
            throw new TandemException($"The finishing share is {FinishShare}; 0 to 1 is possible.");
        }

        Covisitation.Validate();
        Blend.Validate();
    }
}
