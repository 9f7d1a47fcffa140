using System.CommandLine;
using Tandem.Cli.Benchmarks;
using Tandem.Cli.Benchmarks.Features;
using Tandem.Cli.CommandLine;

namespace Tandem.Cli.Commands;

/// <summary><c>tandem benchmark features</c>: what item vectors are made of, beside the libraries that people use for it.</summary>
internal static class FeaturesBenchmarkCommand
{
    private const double LargestScale = 10;

    public static Command Create()
    {
        string names = string.Join(", ", FeatureBenchmark.Sections.Select(section => section.Name));
        var only = new Option<string[]>("--only") { Description = $"Sections to run, of {names}; all when left out.", AllowMultipleArgumentsPerToken = true };
        only.Validators.Add(result =>
        {
            foreach (string unknown in result.GetValueOrDefault<string[]>()!.Except(FeatureBenchmark.Sections.Select(section => section.Name)))
            {
                result.AddError($"--only '{unknown}' is no section; there are {names}.");
            }
        });
        var scale = new Option<double>("--scale") { Description = "Size of the data as a share of the standard size.", DefaultValueFactory = _ => 1 };
        scale.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and <= LargestScale))
            {
                result.AddError($"--scale must be above 0 and at most {LargestScale}.");
            }
        });
        var threads = new Option<int>("--threads") { Description = "Threads of both sides.", DefaultValueFactory = _ => Environment.ProcessorCount };
        threads.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--threads must be 1 or more.");
            }
        });
        var peers = new Option<bool>("--peers") { Description = "Run the peers of /usr/bin/python3 on the same data.", DefaultValueFactory = _ => true };
        var command = new Command("features", $"What item vectors are made of ({names}), beside the libraries that people use for it.")
        {
            only, scale, threads, peers,
        };

        return command.Runs(async (parse, context) =>
        {
            string[] chosen = parse.GetValue(only) ?? [];
            BenchmarkReport report = await FeatureBenchmark.RunAsync(
                [.. FeatureBenchmark.Sections.Where(section => chosen.Length == 0 || chosen.Contains(section.Name))],
                new FeatureBenchmarkContext(
                    context.Seed ?? 17,
                    parse.GetValue(scale),
                    parse.GetValue(threads),
                    parse.GetValue(peers) ? PythonPeer.OfTheSystem : null,
                    context.Time,
                    context.Progress,
                    context.Note,
                    context.Cancellation));
            context.Result(report, BenchmarkCommand.Table(report));
        });
    }
}
