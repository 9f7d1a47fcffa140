using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Features;
using Tandem.Training.Evaluation;
using Tandem.Training.Featurizing;

namespace Tandem.Training.Experiments;

/// <summary>
/// The data that all runs share, cut twice: towers see what lies before the validation window, the curves are measured on the window,
/// the results on the test period with everything before it as history.
/// </summary>
internal sealed record ExperimentData
{
    private ExperimentData(Interactions events, DateTimeOffset trainedUntil, DateTimeOffset cut)
    {
        Events = events;
        TrainedUntil = trainedUntil;
        Cut = cut;
        Training = events.Until(trainedUntil);
        ValidationUsers = TowersValidation.Sample(TestUser.Between(events, trainedUntil, cut));
        TestUsers = TestUser.Between(events, cut, DateTimeOffset.MaxValue);
        Groups = new ItemGroups(events, cut);
    }

    /// <summary>All events.</summary>
    public Interactions Events { get; }

    /// <summary>The beginning of the validation window.</summary>
    public DateTimeOffset TrainedUntil { get; }

    /// <summary>The beginning of the test period.</summary>
    public DateTimeOffset Cut { get; }

    /// <summary>What the towers learn from.</summary>
    public Interactions Training { get; }

    public IReadOnlyList<TestUser> ValidationUsers { get; }

    public IReadOnlyList<TestUser> TestUsers { get; }

    public ItemGroups Groups { get; }

    public required IReadOnlyList<ItemDescription> Items { get; init; }

    /// <summary>The fit that the fused vectors are of.</summary>
    public required FittedFeatures Features { get; init; }

    /// <summary>[items, Fused] with counts up to the beginning of the validation window.</summary>
    public required float[] FusedForTraining { get; init; }

    /// <summary>[items, Fused] with counts up to the beginning of the test period.</summary>
    public required float[] FusedForTest { get; init; }

    /// <summary>What must be equal for a run to be of this data, in words.</summary>
    public required string Fingerprint { get; init; }

    /// <exception cref="TandemException">The features have seen too much, or a period has nobody to find anything for.</exception>
    public static ExperimentData Load(
        DatasetReader dataset,
        Func<DateTimeOffset, FeatureFolder> features,
        ExperimentOptions options,
        IProgress<ProgressReport>? progress,
        CancellationToken cancellation)
    {
        Interactions events = Interactions.Load(dataset, null, progress, cancellation);
        if (events.Count == 0)
        {
            throw new TandemException($"The dataset '{dataset.Folder}' has no events.");
        }

        DateTimeOffset cut = Evaluator.Cut(events, options.Protocol.Days);
        DateTimeOffset trainedUntil = cut - TimeSpan.FromDays(options.ValidationDays);
        FeatureFolder folder = features(trainedUntil);
        if (folder.Note.Until > trainedUntil)
        {
            throw new TandemException(
                FormattableString.Invariant($"The features in '{folder.Path}' counted events until {folder.Note.Until:u}; the towers may know none after {trainedUntil:u}. Build them with --holdout {options.Protocol.Days + options.ValidationDays}, or leave --features out."));
        }

        ItemDescription[] items = [.. folder.ReadItems(dataset, cancellation)];
        var data = new ExperimentData(events, trainedUntil, cut)
        {
            Items = items,
            Features = folder.Features,
            FusedForTraining = folder.Features.FuseAll(items, FeatureFolder.CountItems(events.Until(trainedUntil), trainedUntil), cancellation),
            FusedForTest = folder.Features.FuseAll(items, FeatureFolder.CountItems(events.Until(cut), cut), cancellation),
            Fingerprint = FormattableString.Invariant(
                $"dataset {dataset.Manifest.Name}, {events.Count} events, {events.ItemCount} items, trained until {trainedUntil:u}, features {folder.Features.Schema.Hash}"),
        };
        Require(data.ValidationUsers.Count > 0, "validation window", trainedUntil);
        Require(data.TestUsers.Count > 0, "test period", cut);
        return data;

        void Require(bool holds, string period, DateTimeOffset from)
        {
            if (!holds)
            {
                throw new TandemException($"No user has a {events.Outcome.ToName()} in the {period} that begins at {from:u}. Use longer periods.");
            }
        }
    }
}
