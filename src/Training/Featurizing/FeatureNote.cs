using Tandem.Datasets;
using Tandem.Features;

namespace Tandem.Training.Featurizing;

/// <summary>Where a fit came from.</summary>
/// <param name="Dataset">Name of the dataset.</param>
/// <param name="Until">No event after this moment was counted.</param>
/// <param name="SchemaHash">Hash of the fitted schema.</param>
/// <param name="Items">Items it was fitted on.</param>
/// <param name="Report">What each block found.</param>
public sealed record FeatureNote(string Dataset, DateTimeOffset Until, string SchemaHash, int Items, FitReport Report)
{
    /// <summary>The dataset's folder, relative to that of the features; null in features that another program wrote.</summary>
    public string? DatasetPath { get; init; }

    /// <summary>Parts of the events that could not be read and were left out of the counts.</summary>
    public IReadOnlyList<InputProblem> Problems { get; init; } = [];
}
