using Tandem.Datasets.Importing;
using Tandem.Domain;

namespace Tandem.Datasets.Sequences;

/// <summary>
/// A folder that its publisher has split, as MovieLens-1M for gSASRec: <c>train/input.txt</c> has a line of items a user,
/// <c>val/input.txt</c> the lines of some of the users with what followed, <c>val/output.txt</c> the item that came next, line by
/// line; all may end in <c>.gz</c>. Users are named by their line in the training file, from 1. A validation line belongs to the
/// training line that it goes on from. <c>test/</c> has outputs without inputs and is left alone.
/// </summary>
internal sealed class SequenceSplit(string folder, RejectedRows rejected)
{
    /// <summary>What every training line lacks at its end: one step that validation sees, and one that it has to find.</summary>
    private const int HeldOutOfTraining = 2;

    public static bool IsSplit(string path) => Directory.Exists(Path.Combine(path, "train"));

    public IEnumerable<SequenceLine> Read(IProgress<ProgressReport>? progress, CancellationToken cancellation)
    {
        using InputFile input = Open("val/input.txt");
        using InputFile output = Open("val/output.txt");
        string[] inputs = ReadAll(input, progress, cancellation);
        string[] outputs = ReadAll(output, progress, cancellation);
        if (inputs.Length != outputs.Length)
        {
            throw new TandemException($"{input.Path} has {inputs.Length} lines and {output.Path} has {outputs.Length}; they must be parallel.");
        }

        using InputFile train = Open("train/input.txt");
        string[] training = ReadAll(train, progress, cancellation);
        Dictionary<int, string[]> validation = Match(training, inputs, outputs, input.Name);
        for (int user = 0; user < training.Length; user++)
        {
            string[] items = SequenceFile.Words(training[user]);
            string name = FormattableString.Invariant($"{user + 1}");
            if (validation.TryGetValue(user, out string[]? whole))
            {
                yield return new SequenceLine(name, whole);
            }
            else if (items.Length > 0)
            {
                yield return new SequenceLine(name, items, HeldOutOfTraining);
            }
            else
            {
                rejected.Add(train.Name, user + 1, "no item", training[user]);
            }
        }
    }

    /// <summary>Training line to the whole validated sequence.</summary>
    private Dictionary<int, string[]> Match(string[] training, string[] inputs, string[] outputs, string file)
    {
        var lineOf = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int user = 0; user < training.Length; user++)
        {
            lineOf.TryAdd(string.Join(' ', SequenceFile.Words(training[user])), user);
        }

        var validation = new Dictionary<int, string[]>();
        for (int line = 0; line < inputs.Length; line++)
        {
            string[] known = SequenceFile.Words(inputs[line]);
            string[] next = SequenceFile.Words(outputs[line]);
            string? reason = known.Length < 2 || next.Length != 1 ? "not a sequence and the one item that came next"
                : lineOf.TryGetValue(string.Join(' ', known[..^1]), out int user) ? validation.TryAdd(user, [.. known, next[0]]) ? null : "user came before"
                : "no training line that it goes on from by one step";
            if (reason is not null)
            {
                rejected.Add(file, line + 1, reason, inputs[line]);
            }
        }

        return validation;
    }

    private static string[] ReadAll(InputFile input, IProgress<ProgressReport>? progress, CancellationToken cancellation) =>
        [.. SequenceFile.Lines(input, progress, cancellation)];

    private InputFile Open(string name)
    {
        string plain = Path.Combine(folder, name);
        string packed = plain + ".gz";
        return File.Exists(packed) ? InputFile.Open(packed)
            : File.Exists(plain) ? InputFile.Open(plain)
            : throw new TandemException($"The folder '{folder}' has train/ but no {name}[.gz]; a split folder needs train/input.txt, val/input.txt and val/output.txt.");
    }
}
