using System.CommandLine;
using Tandem.Cli.Benchmarks;
using Tandem.Cli.CommandLine;

namespace Tandem.Cli.Commands;

/// <summary><c>tandem benchmark training</c>: a training step of both engines and of PyTorch.</summary>
internal static class TrainingBenchmarkCommand
{
    private const string PeerScript = "tower_training.py";

    public static Command Create()
    {
        var threads = new Option<int>("--threads") { Description = "Threads of each. More than 1 only on an idle machine: libtorch's threads spin while they wait.", DefaultValueFactory = _ => 1 };
        threads.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--threads must be 1 or more.");
            }
        });
        var turns = new Option<int>("--turns") { Description = "Turns of four steps each.", DefaultValueFactory = _ => 10 };
        turns.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--turns must be 1 or more.");
            }
        });
        var python = new Option<string>("--python") { Description = "A Python that has PyTorch.", DefaultValueFactory = _ => "/usr/bin/python3" };
        var peers = new Option<string>("--peers") { Description = "Folder of the peers' scripts.", DefaultValueFactory = _ => Path.Combine("bench", "peers") };
        var command = new Command("training", "One training step on full and on ragged sequences: managed, TorchSharp, PyTorch, in turn.")
        {
            threads, turns, python, peers,
        };

        return command.Runs((parse, context) =>
        {
            var benchmark = new TrainingBenchmark(
                context.Seed ?? 17, parse.GetValue(threads), parse.GetValue(python)!, Path.Combine(parse.GetValue(peers)!, PeerScript), context.Time);
            BenchmarkReport report = benchmark.Run(parse.GetValue(turns), context.Progress, context.Note, context.Cancellation);
            context.Result(report, BenchmarkCommand.Table(report));
            return Task.CompletedTask;
        });
    }
}
