using System.IO.Compression;
using System.Text.Json;
using Tandem.Datasets.Importing;
using Tandem.Domain;

namespace Tandem.Datasets.Sequences;

/// <summary>
/// Imports a file of item sequences, as published for Amazon Beauty: a line a user, <c>user item item …</c>, oldest first,
/// separated by spaces or tabs; plain or gzipped. Every step becomes an <see cref="EventAction.Order"/>.
/// <b>The times are made up</b>, since the file has none: step k of every user is <see cref="Start"/> plus k days. Order within
/// a user is true; comparisons of time between users, and recency, mean nothing.
/// An attributes file is one JSON object, item to a list of attribute ids, as in <c>{"1": [1, 2, 3]}</c>; each id becomes the
/// attribute <c>attribute = id</c>. Items are numbered in order of first appearance in the sequences; those that only the
/// attributes file names are left out, since no user ever met them.
/// </summary>
public static class SequencesImporter
{
    /// <summary>The made-up time of every user's first step.</summary>
    public static readonly DateTimeOffset Start = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The name that the attribute ids get.</summary>
    public const string AttributeName = "attribute";

    private const string Stage = "importing sequences";
    private const int LinesPerReport = 1_000;

    /// <summary>Imports <paramref name="file"/> into the dataset folder <paramref name="outFolder"/>.</summary>
    /// <param name="attributesFile">Null for none.</param>
    /// <exception cref="TandemException">A file cannot be read, or the attributes are not in the format.</exception>
    public static ImportReport Import(
        string file,
        string? attributesFile,
        string outFolder,
        IProgress<ProgressReport>? progress = null,
        CancellationToken cancellation = default)
    {
        Dictionary<string, ItemAttribute[]> attributes = attributesFile is null ? [] : ReadAttributes(attributesFile);
        using InputFile input = InputFile.Open(file);
        using DatasetWriter writer = DatasetWriter.Create(outFolder);
        using var rejected = new RejectedRows(writer.PartialFolder);
        var run = new Run(input, writer, rejected);
        try
        {
            run.ReadLines(progress, cancellation);
        }
        catch (InvalidDataException e)
        {
            throw new TandemException($"{file} is no readable gzip file ({e.Message}). Copy it again.", e);
        }

        foreach (string item in run.Items)
        {
            writer.Write(new ItemDescription { ItemId = item, Attributes = attributes.GetValueOrDefault(item) ?? [] });
        }

        rejected.Dispose();
        DatasetManifest manifest = writer.Complete(new DatasetManifest
        {
            Name = "sequences",
            Source = $"sequences {input.Name}",
            Outcome = EventAction.Order,
            Rejected = rejected.Counts,
        });
        return new ImportReport
        {
            Manifest = manifest,
            Read = run.Lines,
            Taken = run.Lines - rejected.Total,
            Rejected = rejected.Counts,
            Samples = rejected.Samples,
            Notes = new Dictionary<string, long>
            {
                ["items with attributes"] = run.Items.Count(attributes.ContainsKey),
                ["attributes of items in no sequence"] = attributes.Keys.Count(item => !run.Known.Contains(item)),
            },
        };
    }

    private static Dictionary<string, ItemAttribute[]> ReadAttributes(string file)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            using Stream content = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
                ? new GZipStream(stream, CompressionMode.Decompress)
                : stream;
            using JsonDocument json = JsonDocument.Parse(content);
            var attributes = new Dictionary<string, ItemAttribute[]>(StringComparer.Ordinal);
            foreach (JsonProperty item in json.RootElement.EnumerateObject())
            {
                attributes[item.Name] = [.. item.Value.EnumerateArray().Select(static id => new ItemAttribute(AttributeName, id.ToString()))];
            }

            return attributes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new TandemException($"{file} cannot be read: {e.Message}", e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new TandemException($"{file}: {e.Message} One JSON object is needed, item to a list of attribute ids.", e);
        }
    }

    private sealed class Run(InputFile input, DatasetWriter writer, RejectedRows rejected)
    {
        private readonly HashSet<string> _users = new(StringComparer.Ordinal);

        public long Lines { get; private set; }

        public List<string> Items { get; } = [];

        public HashSet<string> Known { get; } = new(StringComparer.Ordinal);

        public void ReadLines(IProgress<ProgressReport>? progress, CancellationToken cancellation)
        {
            while (input.Text.ReadLine() is { } line)
            {
                if (Lines++ % LinesPerReport == 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                    progress?.Report(input.Progress(Stage, $"{Lines - 1} users"));
                }

                string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
                string? reason = words.Length < 2 ? "no user and item" : _users.Add(words[0]) ? null : "user came before";
                if (reason is null)
                {
                    Write(words);
                }
                else
                {
                    rejected.Add(input.Name, Lines, reason, line);
                }
            }

            progress?.Report(input.Progress(Stage, $"{Lines} users"));
        }

        private void Write(string[] words)
        {
            for (int step = 0; step + 1 < words.Length; step++)
            {
                string item = words[step + 1];
                if (Known.Add(item))
                {
                    Items.Add(item);
                }

                writer.Write(new ShopEvent
                {
                    EventId = $"{words[0]}-{step}",
                    UserId = words[0],
                    ItemId = item,
                    Action = EventAction.Order,
                    OccurredAt = Start.AddDays(step),
                });
            }
        }
    }
}
