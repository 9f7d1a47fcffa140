using System.Diagnostics;
using System.Text.Json;

namespace Tandem.Cli.Benchmarks;

/// <summary>A running peer that is asked line by line. Disposing it ends the process.</summary>
internal sealed class PythonPeerSession(Process process, string script, Action<string> note) : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly Task<string> _errors = process.StandardError.ReadToEndAsync(CancellationToken.None);

    /// <summary>The answer, or null when the peer has ended; the reason is noted.</summary>
    public async Task<TAnswer?> AskAsync<TAnswer>(string command, CancellationToken cancellation)
        where TAnswer : class
    {
        try
        {
            await process.StandardInput.WriteLineAsync(command.AsMemory(), cancellation);
            await process.StandardInput.FlushAsync(cancellation);
        }
        catch (IOException)
        {
            // The pipe of a process that has ended; what it said comes below.
        }

        if (await process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            return JsonSerializer.Deserialize<TAnswer>(line, Json);
        }

        note($"No peer: {script} ended: {(await _errors).TrimEnd().Split('\n')[^1]}");
        return null;
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }
}
