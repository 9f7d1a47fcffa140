using System.Text.Json;
using System.Text.Json.Serialization;
using Tandem.Domain;

namespace Tandem.Cli.CommandLine;

/// <summary>What every command is run with: where to write, which seed, and when to stop.</summary>
internal sealed class CommandContext : IDisposable
{
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new EventActionConverter() },
    };

    private readonly ConsoleProgress _progress;

    public CommandContext(bool json, int? seed, TextWriter output, TextWriter error, bool terminal, TimeProvider time, CancellationToken cancellation)
    {
        Json = json;
        Seed = seed;
        Output = output;
        Error = error;
        Time = time;
        Cancellation = cancellation;
        _progress = new ConsoleProgress(error, terminal, time);
    }

    /// <summary>True when the last line on stdout must be one JSON object.</summary>
    public bool Json { get; }

    /// <summary>The seed given by <c>--seed</c>; null leaves each step at its own stated default.</summary>
    public int? Seed { get; }

    /// <summary>Results.</summary>
    public TextWriter Output { get; }

    /// <summary>Progress, notes and errors.</summary>
    public TextWriter Error { get; }

    public TimeProvider Time { get; }

    public CancellationToken Cancellation { get; }

    public IProgress<ProgressReport> Progress => _progress;

    /// <summary>Ends the progress line, writes the text for people, or the JSON object when <c>--json</c> was given.</summary>
    public void Result(object result, string text)
    {
        _progress.Complete();
        Output.WriteLine(Json ? JsonSerializer.Serialize(result, JsonOptions) : text);
    }

    /// <summary>A remark on stderr between two stages.</summary>
    public void Note(string text)
    {
        _progress.Complete();
        Error.WriteLine(text);
    }

    public void Dispose() => _progress.Complete();
}
