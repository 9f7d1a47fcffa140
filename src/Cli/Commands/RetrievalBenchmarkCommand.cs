using System.CommandLine;
using Tandem.Cli.Benchmarks;
using Tandem.Cli.Benchmarks.Retrieval;
using Tandem.Cli.CommandLine;
using Tandem.Domain;

namespace Tandem.Cli.Commands;

/// <summary><c>tandem benchmark retrieval</c>.</summary>
internal static class RetrievalBenchmarkCommand
{
    private const int LargeVectors = 6_400_000;
    private const int MinVectors = 1000;
    private const int DefaultSeed = 17;

    public static Command Create()
    {
        var vectors = new Option<int[]>("--vectors")
        {
            Description = "How many vectors; may be given several times. Default 100000 and 1000000, none with --bundle or --large.",
            AllowMultipleArgumentsPerToken = true,
        };
        var large = new Option<bool>("--large") { Description = "6.4 million vectors (or --vectors), built and searched without peers." };
        var bundle = new Option<DirectoryInfo?>("--bundle") { Description = "A bundle: its item vectors and its fused vectors are measured." };
        var dimension = new Option<int>("--dim") { Description = "Values of a drawn vector. Default 128; fused vectors have 326.", DefaultValueFactory = _ => 128 };
        var peers = new Option<bool>("--peers") { Description = "Run faiss and hnswlib of /usr/bin/python3 on the same vectors.", DefaultValueFactory = _ => true };
        var command = new Command(
            "retrieval", "Exact and approximate search, filters, updates, snapshots, memory and build, in turns with faiss and hnswlib.")
        {
            vectors, large, bundle, dimension, peers,
        };

        return command.Runs(async (parse, context) =>
        {
            int dim = parse.GetValue(dimension);
            int seed = context.Seed ?? DefaultSeed;
            bool isLarge = parse.GetValue(large);
            DirectoryInfo? folder = parse.GetValue(bundle);
            int[] counts = parse.GetValue(vectors) is { Length: > 0 } given ? given
                : isLarge ? [LargeVectors]
                : folder is null ? [100_000, 1_000_000]
                : [];
            foreach (int count in counts)
            {
                Require(count, dim, isLarge);
            }

            RetrievalBenchmark benchmark = new(seed, parse.GetValue(peers), context.Time, context.Progress, context.Note);
            foreach (int count in counts)
            {
                if (isLarge)
                {
                    await benchmark.RunLargeAsync(count, dim, context.Cancellation);
                }
                else
                {
                    await benchmark.RunAsync(RetrievalBenchmark.Clustered(count, dim, seed), context.Cancellation);
                }
            }

            foreach (VectorSet set in folder is null ? [] : BundleVectors.Read(folder.FullName))
            {
                await benchmark.RunAsync(set, context.Cancellation);
            }

            BenchmarkReport report = benchmark.Report;
            context.Result(report, BenchmarkCommand.Table(report));
        });
    }

    // Drawn vectors lie in one array, unless they are drawn while the segment is built.
    private static void Require(int count, int dimension, bool isLarge)
    {
        if (count < MinVectors || dimension < 1 || (!isLarge && (long)count * dimension > Array.MaxLength))
        {
            throw new TandemException(
                $"--vectors {count} --dim {dimension}: at least {MinVectors} vectors of one value, and at most {Array.MaxLength} values in all without --large.");
        }
    }
}
