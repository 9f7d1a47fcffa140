using System.Text.Json;
using Tandem.Datasets;
using Tandem.Datasets.Importing;
using Tandem.Domain;
using Tandem.Features.Popularity;

namespace Tandem.Training.Featurizing;

/// <summary>
/// How far an interrupted build has come, in the folder where it is made: row groups of items whose texts are encoded, input files
/// whose events are counted, whether the fit is there, input files whose items are fused. It counts only for the same inputs, by their
/// <see cref="InputSignature"/>, and the same options.
/// </summary>
internal sealed class BuildCheckpoint
{
    private const string StateFile = "build.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly string _folder;
    private readonly State _state;

    private BuildCheckpoint(string folder, State state, bool resumed)
    {
        _folder = folder;
        _state = state;
        Resumed = resumed;
    }

    /// <summary>True when an earlier build is gone on with.</summary>
    public bool Resumed { get; }

    /// <summary>True when the folder held a build of other inputs or options, which was removed.</summary>
    public bool Discarded { get; private init; }

    public IReadOnlySet<string> CountedFiles => _state.Counted;

    /// <summary>Row groups of the items, counted over all files, whose texts are encoded.</summary>
    public IReadOnlySet<int> EncodedGroups => _state.Encoded;

    public IReadOnlySet<string> FusedFiles => _state.Fused;

    public bool HasCounts => _state.Counts.Length > 0;

    public bool Fitted => _state.Fitted;

    public IReadOnlyList<InputProblem> Problems => _state.Problems;

    /// <summary>Goes on in <paramref name="folder"/> if it holds a build of this signature, or empties it.</summary>
    public static BuildCheckpoint Open(string folder, string signature)
    {
        string file = Path.Combine(folder, StateFile);
        State? state = File.Exists(file) ? Read(file) : null;
        if (state?.Signature == signature)
        {
            return new BuildCheckpoint(folder, state, resumed: true);
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        return new BuildCheckpoint(folder, new State { Signature = signature }, resumed: false) { Discarded = state is not null };
    }

    /// <summary>Takes up the counters of an earlier build.</summary>
    public void Restore(ItemCountsBuilder counts)
    {
        string file = Path.Combine(_folder, _state.Counts);
        try
        {
            using FileStream source = File.OpenRead(file);
            counts.Restore(source);
        }
        catch (Exception e) when (e is FileNotFoundException or EndOfStreamException)
        {
            throw new TandemException($"{file} is missing or cut off. Remove {_folder} and build again.", e);
        }
    }

    /// <summary>Notes that these files are counted, all of them whole, and what was wrong in them.</summary>
    public void Counted(IEnumerable<string> files, IEnumerable<InputProblem> problems, ItemCountsBuilder counts)
    {
        // A new name each time: whatever is cut off when, the list of files and the counters that it names agree.
        string old = _state.Counts;
        _state.Counted.UnionWith(files);
        _state.Problems.AddRange(problems);
        _state.Counts = $"counts-{_state.Counted.Count}.bin";
        DurableFile.Write(Path.Combine(_folder, _state.Counts), counts.Save);
        Save();
        if (old.Length > 0)
        {
            File.Delete(Path.Combine(_folder, old));
        }
    }

    public void GroupEncoded(int group)
    {
        _state.Encoded.Add(group);
        Save();
    }

    public void FitDone()
    {
        _state.Fitted = true;
        Save();
    }

    public void FileFused(string file)
    {
        _state.Fused.Add(file);
        Save();
    }

    /// <summary>Removes what only an unfinished build needs.</summary>
    public void Finish()
    {
        File.Delete(Path.Combine(_folder, _state.Counts));
        File.Delete(Path.Combine(_folder, StateFile));
    }

    private static State? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<State>(File.ReadAllText(file), Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Save() => DurableFile.Write(Path.Combine(_folder, StateFile), stream => JsonSerializer.Serialize(stream, _state, Json));

    private sealed class State
    {
        public string Signature { get; init; } = "";

        public HashSet<string> Counted { get; init; } = [];

        public HashSet<int> Encoded { get; init; } = [];

        public HashSet<string> Fused { get; init; } = [];

        public List<InputProblem> Problems { get; init; } = [];

        public string Counts { get; set; } = "";

        public bool Fitted { get; set; }
    }
}
