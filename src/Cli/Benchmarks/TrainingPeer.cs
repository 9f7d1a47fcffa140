using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Tandem.Domain;
using Tandem.Towers;
using Tandem.Training;

namespace Tandem.Cli.Benchmarks;

/// <summary>PyTorch in a process of its own, which steps when it is asked to.</summary>
internal sealed class TrainingPeer : IDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private TrainingPeer(Process process, string folder, string version)
    {
        _process = process;
        _folder = folder;
        Version = version;
    }

    /// <summary>Milliseconds and loss of each step.</summary>
    public sealed record Answer(double[] Milliseconds, double[] Losses);

    public string Version { get; }

    /// <summary>Starts the peer; null when there is no such Python, script or PyTorch, with the reason.</summary>
    public static (TrainingPeer? Peer, string? Missing) Start(string python, string script, TrainingBenchmarkTask task, int threads)
    {
        if (!File.Exists(python) || !File.Exists(script))
        {
            return (null, $"'{(File.Exists(python) ? script : python)}' is not there");
        }

        string folder = Directory.CreateTempSubdirectory("tandem-benchmark-").FullName;
        string weights = Path.Combine(folder, "weights.safetensors");
        string batches = Path.Combine(folder, "batches.safetensors");
        using (FileStream file = File.Create(weights))
        {
            task.Initial.Save(file);
        }

        using (FileStream file = File.Create(batches))
        {
            Safetensors.Write(
                file,
                [
                    new SafetensorsEntry("fused", [TrainingBenchmarkTask.Items, task.Options.Shape.Fused], task.Fused),
                    .. Entries("full", task.Full, task.Options.Shape),
                    .. Entries("ragged", task.Ragged, task.Options.Shape),
                ],
                new Dictionary<string, string>());
        }

        var start = new ProcessStartInfo(python, [script, weights, batches, threads.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        PythonPeer.WithoutForeignKernels(start);
        var process = Process.Start(start)!;
        if (process.StandardOutput.ReadLine() is { } hello)
        {
            using JsonDocument said = JsonDocument.Parse(hello);
            return (new TrainingPeer(process, folder, said.RootElement.GetProperty("version").GetString()!), null);
        }

        string error = process.StandardError.ReadToEnd().Trim().Split('\n')[^1];
        process.Dispose();
        Directory.Delete(folder, recursive: true);
        return (null, error);
    }

    public Answer Step(string set, int steps)
    {
        _process.StandardInput.WriteLine(FormattableString.Invariant($"{set} {steps}"));
        _process.StandardInput.Flush();
        string line = _process.StandardOutput.ReadLine()
            ?? throw new TandemException($"PyTorch ended: {_process.StandardError.ReadToEnd().Trim()}");
        return JsonSerializer.Deserialize<Answer>(line, JsonSerializerOptions.Web)!;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5)))
        {
            _process.Kill();
        }

        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static IEnumerable<SafetensorsEntry> Entries(string set, TrainingBatch[] batches, TowerShape shape) =>
        batches.SelectMany((batch, number) => (SafetensorsEntry[])
        [
            new($"{set}/{number}/items", [batch.Sequences, batch.Length], null, batch.Items),
            new($"{set}/{number}/features", [batch.Sequences, batch.Length, shape.EventFeatures], batch.EventFeatures),
            new($"{set}/{number}/position", [batch.TargetPosition.Length], null, batch.TargetPosition),
            new($"{set}/{number}/positive", [batch.Positive.Length], null, batch.Positive),
            new($"{set}/{number}/negatives", [batch.SharedNegatives.Length], null, batch.SharedNegatives),
            new($"{set}/{number}/logq", [batch.SharedNegativesLogQ.Length], batch.SharedNegativesLogQ),
        ]);
}
