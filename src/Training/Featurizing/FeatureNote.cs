using Tandem.Datasets;
using Tandem.Features;
using Tandem.Features.Text;

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

    /// <summary>What encoded the texts; null if the built-in encoder did, or the dataset's vectors were taken.</summary>
    public TextEncoderNote? TextEncoder { get; init; }

    /// <summary>Parts of the events that could not be read and were left out of the counts.</summary>
    public IReadOnlyList<InputProblem> Problems { get; init; } = [];
}

/// <summary>The text encoder that was given.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Identity">See <see cref="ITextEncoder.Identity"/>.</param>
/// <param name="Dimension">Length of its vectors.</param>
public sealed record TextEncoderNote(string Name, string Identity, int Dimension)
{
    /// <summary>How the vectors are stored: a matrix of one block.</summary>
    internal FeatureSchema Schema => new() { Attributes = 0, Popularity = 0, Category = 0, Image = 0, Text = Dimension, Hash = Identity };

    internal static TextEncoderNote? Of(ITextEncoder? encoder) => encoder is null ? null : new TextEncoderNote(encoder.Name, encoder.Identity, encoder.Dimension);
}
