using Tandem.Datasets.Importing;
using Tandem.Domain;

namespace Tandem.Datasets.Sequences;

/// <summary>A file with a line a user: <c>user item item …</c>, oldest first, separated by spaces or tabs.</summary>
internal static class SequenceFile
{
    public const string Stage = "importing sequences";
    private const int LinesPerReport = 1_000;

    /// <summary>Reads line by line; a line without a user and an item, or of a user who came before, is rejected.</summary>
    public static IEnumerable<SequenceLine> Read(
        InputFile input, RejectedRows rejected, IProgress<ProgressReport>? progress, CancellationToken cancellation)
    {
        var users = new HashSet<string>(StringComparer.Ordinal);
        long number = 0;
        foreach (string line in Lines(input, progress, cancellation))
        {
            number++;
            string[] words = Words(line);
            string? reason = words.Length < 2 ? "no user and item" : users.Add(words[0]) ? null : "user came before";
            if (reason is null)
            {
                yield return new SequenceLine(words[0], words.AsMemory(1));
            }
            else
            {
                rejected.Add(input.Name, number, reason, line);
            }
        }
    }

    /// <summary>The file's lines, with reports of progress.</summary>
    /// <exception cref="TandemException">The file is no readable gzip file.</exception>
    public static IEnumerable<string> Lines(InputFile input, IProgress<ProgressReport>? progress, CancellationToken cancellation)
    {
        for (long number = 0; ; number++)
        {
            if (number % LinesPerReport == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Report(input.Progress(Stage, $"{input.Name}: {number} lines"));
            }

            if (Next(input) is not { } line)
            {
                progress?.Report(input.Progress(Stage, $"{input.Name}: {number} lines"));
                yield break;
            }

            yield return line;
        }
    }

    public static string[] Words(string line) => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static string? Next(InputFile input)
    {
        try
        {
            return input.Text.ReadLine();
        }
        catch (InvalidDataException e)
        {
            throw new TandemException($"{input.Path} is no readable gzip file ({e.Message}). Copy it again.", e);
        }
    }
}
