using Tandem.Datasets.Importing;
using Tandem.Domain;

namespace Tandem.Datasets.Sequences;

/// <summary>
/// Imports sequences of items as they are published for next-item recommendation: a file with a line a user, <c>user item item …</c>,
/// oldest first, separated by spaces or tabs, plain or gzipped; or a folder that is already split into <c>train/</c> and
/// <c>val/</c>. Every step becomes an <see cref="EventAction.Order"/>.
/// </summary>
/// <remarks>
/// <b>The times are made up</b>, since the files have none. Everybody's last step is at <see cref="End"/>, the one before it a day
/// earlier, and so on: a user's last k items are what lies after <c>End − k days</c>, so that leaving out each user's last
/// items is leaving out the last days. Order within a user is true; comparisons of time between users mean nothing.
/// An attributes file is one JSON object, item to a list of attribute ids, as in <c>{"1": [1, 2, 3]}</c>; each id becomes the
/// attribute <c>attribute = id</c>. Items are numbered in order of first appearance in the sequences; those that only the
/// attributes file names are left out, since no user ever met them.
/// </remarks>
public static class SequencesImporter
{
    /// <summary>The made-up time of every user's last step.</summary>
    public static readonly DateTimeOffset End = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The name that the attribute ids get.</summary>
    public const string AttributeName = "attribute";

    /// <summary>Imports <paramref name="path"/>, a file or a split folder, into the dataset folder <paramref name="outFolder"/>.</summary>
    /// <param name="attributesFile">Null for none.</param>
    /// <exception cref="TandemException">A file cannot be read, or the attributes are not in the format.</exception>
    public static ImportReport Import(
        string path,
        string? attributesFile,
        string outFolder,
        IProgress<ProgressReport>? progress = null,
        CancellationToken cancellation = default)
    {
        Dictionary<string, ItemAttribute[]> attributes = attributesFile is null ? [] : ItemAttributesFile.Read(attributesFile);
        using InputFile? file = SequenceSplit.IsSplit(path) ? null : InputFile.Open(path);
        using DatasetWriter writer = DatasetWriter.Create(outFolder);
        using var rejected = new RejectedRows(writer.PartialFolder);
        IEnumerable<SequenceLine> lines = file is null
            ? new SequenceSplit(path, rejected).Read(progress, cancellation)
            : SequenceFile.Read(file, rejected, progress, cancellation);
        List<string> items = [];
        HashSet<string> known = new(StringComparer.Ordinal);
        long taken = 0;
        foreach (SequenceLine line in lines)
        {
            taken++;
            Write(line, writer);
            foreach (string item in line.Items.Span)
            {
                if (known.Add(item))
                {
                    items.Add(item);
                }
            }
        }

        foreach (string item in items)
        {
            writer.Write(new ItemDescription { ItemId = item, Attributes = attributes.GetValueOrDefault(item) ?? [] });
        }

        rejected.Dispose();
        DatasetManifest manifest = writer.Complete(new DatasetManifest
        {
            Name = "sequences",
            Source = $"sequences {file?.Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(path))}",
            Outcome = EventAction.Order,
            Rejected = rejected.Counts,
        });
        return new ImportReport
        {
            Manifest = manifest,
            Read = taken + rejected.Total,
            Taken = taken,
            Rejected = rejected.Counts,
            Samples = rejected.Samples,
            Notes = new Dictionary<string, long>
            {
                ["items with attributes"] = items.Count(attributes.ContainsKey),
                ["attributes of items in no sequence"] = attributes.Keys.Count(item => !known.Contains(item)),
            },
        };
    }

    private static void Write(SequenceLine line, DatasetWriter writer)
    {
        ReadOnlySpan<string> items = line.Items.Span;
        for (int step = 0; step < items.Length; step++)
        {
            writer.Write(new ShopEvent
            {
                EventId = $"{line.User}-{step}",
                UserId = line.User,
                ItemId = items[step],
                Action = EventAction.Order,
                OccurredAt = End.AddDays(step - (items.Length - 1) - line.HeldOut),
            });
        }
    }
}
