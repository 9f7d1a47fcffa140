using System.Globalization;
using System.Runtime.InteropServices;
using Tandem.Domain;
using Tandem.Training;
using Tandem.Training.Managed;
using Tandem.Training.Torch;

namespace Tandem.Cli.Benchmarks;

/// <summary>
/// Training steps of both engines and of PyTorch with the same model, weights and batches, a few steps of each in turn so that all
/// share the machine's moods. The figure is the median step.
/// </summary>
internal sealed class TrainingBenchmark(int seed, int threads, string python, string script, TimeProvider time)
{
    private const string Stage = "training";
    private const int StepsInTurn = 4;
    private const float LearningRate = 1e-3f;

    /// <summary>Turns that only warm up: code is compiled, caches and pools are filled.</summary>
    private const int WarmTurns = 2;

    public BenchmarkReport Run(int turns, IProgress<ProgressReport> progress, Action<string> note, CancellationToken cancellation)
    {
        var task = new TrainingBenchmarkTask(seed);
        (TrainingPeer? peer, string? missing) = TrainingPeer.Start(python, script, task, threads);
        using (peer)
        {
            if (peer is null)
            {
                note($"Without PyTorch as a peer: {missing}.");
            }

            var results = new List<BenchmarkResult>();
            foreach ((string set, TrainingBatch[] batches) in ((string, TrainingBatch[])[])[("full", task.Full), ("ragged", task.Ragged)])
            {
                results.AddRange(Measure(set, batches, task, peer, turns, progress, cancellation));
            }

            return new BenchmarkReport(
                string.Create(CultureInfo.InvariantCulture, $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, {threads} threads, PyTorch {peer?.Version ?? "absent"}"),
                results);
        }
    }

    private IEnumerable<BenchmarkResult> Measure(
        string set, TrainingBatch[] batches, TrainingBenchmarkTask task, TrainingPeer? peer, int turns,
        IProgress<ProgressReport> progress, CancellationToken cancellation)
    {
        using ITowerEngine managed = new ManagedTowerEngineFactory(threads).Create(task.Options, task.Fused, TrainingBenchmarkTask.Items, task.Initial);
        using ITowerEngine torch = new TorchTowerEngineFactory(threads: threads).Create(task.Options, task.Fused, TrainingBenchmarkTask.Items, task.Initial);
        var runs = new List<(string Name, Func<TrainingPeer.Answer> Turn, List<double> Milliseconds, List<double> Losses)>
        {
            ("managed", Turn(managed, batches), [], []),
            ("TorchSharp", Turn(torch, batches), [], []),
        };
        if (peer is not null)
        {
            runs.Add(("PyTorch", () => peer.Step(set, StepsInTurn), [], []));
            if (set == "ragged")
            {
                runs.Add(("PyTorch, packed sequences", () => peer.Step(set + "-packed", StepsInTurn), [], []));
            }
        }

        for (int turn = 0; turn < WarmTurns + turns; turn++)
        {
            foreach ((_, Func<TrainingPeer.Answer> step, List<double> milliseconds, List<double> losses) in runs)
            {
                cancellation.ThrowIfCancellationRequested();
                TrainingPeer.Answer answer = step();
                losses.AddRange(answer.Losses);
                if (turn >= WarmTurns)
                {
                    milliseconds.AddRange(answer.Milliseconds);
                }
            }

            progress.Report(new ProgressReport(Stage, turn + 1, WarmTurns + turns, set));
        }

        double own = Median(runs[0].Milliseconds);
        foreach ((string name, _, List<double> milliseconds, List<double> losses) in runs.Skip(1))
        {
            double other = Median(milliseconds);
            yield return new BenchmarkResult($"{set} sequences, one step, managed", own, "ms", name, other, other / own);
            yield return new BenchmarkResult(
                $"{set} sequences, relative difference of losses", 1e6 * losses.Zip(runs[0].Losses, (theirs, ours) => Math.Abs((ours / theirs) - 1)).Max(), "millionths", name);
        }
    }

    private Func<TrainingPeer.Answer> Turn(ITowerEngine engine, TrainingBatch[] batches)
    {
        int next = 0;
        return () =>
        {
            var milliseconds = new double[StepsInTurn];
            var losses = new double[StepsInTurn];
            for (int step = 0; step < StepsInTurn; step++)
            {
                long started = time.GetTimestamp();
                losses[step] = engine.Step(batches[next++ % batches.Length], LearningRate);
                milliseconds[step] = time.GetElapsedTime(started).TotalMilliseconds;
            }

            return new TrainingPeer.Answer(milliseconds, losses);
        };
    }

    private static double Median(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
