using System.Diagnostics;
using System.Text.Json;

namespace Tandem.Features.Tests;

/// <summary>Scripts for the libraries of the system's Python, JSON in and out.</summary>
internal static class SystemPython
{
    public const string Path = "/usr/bin/python3";

    /// <summary>What the script printed; null where there is no such Python, or it lacks a library.</summary>
    public static async Task<T?> AskAsync<T>(string script, object input, CancellationToken cancellation)
        where T : class
    {
        if (!File.Exists(Path))
        {
            return null;
        }

        ProcessStartInfo start = new(Path, ["-c", script]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellation);
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
        try
        {
            await process.StandardInput.WriteAsync(JsonSerializer.Serialize(input, JsonSerializerOptions.Web));
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read anything; its exit code and its errors say why.
        }

        await process.WaitForExitAsync(cancellation);
        if (process.ExitCode == 0)
        {
            return JsonSerializer.Deserialize<T>(await output, JsonSerializerOptions.Web);
        }

        string error = await errors;
        return error.Contains("ModuleNotFoundError", StringComparison.Ordinal) ? null : throw new InvalidOperationException(error);
    }
}
