using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Tandem.Domain;

namespace Tandem.Cli.Benchmarks;

/// <summary>A script of <c>bench/peers</c> that is run once, in a process of its own, and prints its figures as the last line on stdout.</summary>
/// <param name="Python">An interpreter that has the peer's libraries.</param>
/// <param name="Folder">Folder of the peers' scripts.</param>
internal sealed record PythonPeer(string Python, string Folder)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The system's Python, and the scripts of the current checkout.</summary>
    public static PythonPeer OfTheSystem => new("/usr/bin/python3", Path.Combine("bench", "peers"));

    /// <summary>The figures, or null when this machine has not the peer; the reason goes to <paramref name="note"/>.</summary>
    /// <param name="script">A file of the folder.</param>
    /// <param name="arguments">Given to the script, numbers in the invariant culture.</param>
    /// <param name="note">Where the reason goes.</param>
    /// <param name="cancellation">Ends the process.</param>
    public async Task<TFigures?> RunAsync<TFigures>(
        string script, IEnumerable<IConvertible> arguments, Action<string> note, CancellationToken cancellation)
        where TFigures : class
    {
        if (StartInfo(script, arguments, note) is not { } start)
        {
            return null;
        }

        try
        {
            using Process process = Process.Start(start) ?? throw new TandemException($"{Python} did not start.");
            using CancellationTokenRegistration kill = cancellation.Register(process.Kill);
            Task<string> errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
            string output = await process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            await process.WaitForExitAsync(CancellationToken.None);
            cancellation.ThrowIfCancellationRequested();
            if (process.ExitCode != 0)
            {
                note($"No peer: {Python} {script} failed: {(await errors).TrimEnd().Split('\n')[^1]}");
                return null;
            }

            return JsonSerializer.Deserialize<TFigures>(output.TrimEnd().Split('\n')[^1], Json);
        }
        catch (Win32Exception error)
        {
            note($"No peer: {Python}: {error.Message}");
            return null;
        }
    }

    /// <summary>Starts a script that answers one JSON line for each line it is told; null when this machine has not the peer.</summary>
    public PythonPeerSession? Open(string script, IEnumerable<IConvertible> arguments, Action<string> note)
    {
        if (StartInfo(script, arguments, note) is not { } start)
        {
            return null;
        }

        start.RedirectStandardInput = true;
        try
        {
            return new PythonPeerSession(Process.Start(start) ?? throw new TandemException($"{Python} did not start."), script, note);
        }
        catch (Win32Exception error)
        {
            note($"No peer: {Python}: {error.Message}");
            return null;
        }
    }

    /// <summary>A kernel that somebody chose for another processor would make the peer's BLAS slow.</summary>
    public static void WithoutForeignKernels(ProcessStartInfo start)
    {
        start.Environment.Remove("OPENBLAS_CORETYPE");
        start.Environment.Remove("OPENBLAS_L2_SIZE");
    }

    private ProcessStartInfo? StartInfo(string script, IEnumerable<IConvertible> arguments, Action<string> note)
    {
        string path = Path.Combine(Folder, script);
        if (!File.Exists(path))
        {
            note($"No peer: {path} is not below the current folder.");
            return null;
        }

        ProcessStartInfo start = new(Python, [path, .. arguments.Select(argument => argument.ToString(CultureInfo.InvariantCulture))])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        WithoutForeignKernels(start);
        return start;
    }
}
