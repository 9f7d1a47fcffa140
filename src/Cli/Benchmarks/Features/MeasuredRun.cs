using System.Diagnostics;
using System.Globalization;
using Tandem.Domain;

namespace Tandem.Cli.Benchmarks.Features;

/// <summary>A command of this program in a process of its own.</summary>
/// <param name="Seconds">On the clock.</param>
/// <param name="Processor">Seconds of all processors.</param>
/// <param name="PeakBytes">The most resident memory; 0 where the system does not tell.</param>
internal sealed record MeasuredRun(double Seconds, double Processor, long PeakBytes)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs the command with the benchmark's threads and seed.</summary>
    /// <exception cref="TandemException">It failed.</exception>
    public static async Task<MeasuredRun> OfAsync(string[] command, FeatureBenchmarkContext context)
    {
        string program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "tandem.exe" : "tandem");
        string threads = context.Threads.ToString(CultureInfo.InvariantCulture);
        string seed = context.Seed.ToString(CultureInfo.InvariantCulture);
        ProcessStartInfo start = new(program, [.. command, "--threads", threads, "--seed", seed, "--json"]) { RedirectStandardOutput = true };
        long started = context.Time.GetTimestamp();
        using Process process = Process.Start(start) ?? throw new TandemException($"{program} did not start.");
        using CancellationTokenRegistration kill = context.Cancellation.Register(process.Kill);
        Task<string> said = process.StandardOutput.ReadToEndAsync(context.Cancellation);
        long peak = 0;
        TimeSpan used = default;
        using PeriodicTimer timer = new(Poll, context.Time);
        Task ended = process.WaitForExitAsync(context.Cancellation);
        while (!ended.IsCompleted)
        {
            peak = Math.Max(peak, PeakOf(process));
            used = UsedBy(process) ?? used;
            await Task.WhenAny(ended, timer.WaitForNextTickAsync(context.Cancellation).AsTask());
        }

        await ended;
        return process.ExitCode == 0
            ? new MeasuredRun(context.Time.GetElapsedTime(started).TotalSeconds, used.TotalSeconds, peak)
            : throw new TandemException($"`tandem {string.Join(' ', command)}` failed: {(await said).TrimEnd()}");
    }

    /// <summary>Bytes of all files below the folders.</summary>
    public static double SizeOf(params string[] folders) =>
        folders.Sum(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length));

    private static TimeSpan? UsedBy(Process process)
    {
        try
        {
            return process.TotalProcessorTime;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null; // It has just ended.
        }
    }

    private static long PeakOf(Process process)
    {
        // The kernel keeps the peak itself, so nothing between two looks is missed.
        const string Field = "VmHWM:";
        try
        {
            string? line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line[Field.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // It has just ended, or this is no Linux.
        }
    }
}
