using System.Diagnostics;
using System.Security.Cryptography;
using ParquetSharp;
using Tandem.Datasets.Ozon;
using Tandem.Datasets.Simulation;
using Tandem.Grains.Tests;

namespace Tandem.Cli.Tests.Importing;

/// <summary>A real process that is killed without warning, and the same command again.</summary>
public sealed class KilledImportTests : IDisposable
{
    private const int Files = 12;
    private const int RowsPerFile = 100_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task ImportOzon_Killed_GoesOnAndGivesTheSameBytes()
    {
        string raw = Path.Combine(_folder.Path, "raw");
        string set = Path.Combine(_folder.Path, "set");
        MarketplaceSimulator.Simulate(new SimulationOptions { Items = 200, Users = 10, Days = 2 }, raw);
        for (int file = 0; file < Files; file++)
        {
            WriteTracker(Path.Combine(raw, "tracker", $"extra-{file:D2}.parquet"));
        }

        using (Process first = Start(raw, set))
        {
            using var patience = new CancellationTokenSource(Patience);
            while (!first.HasExited && Units(set + ".import").Length < 2)
            {
                await Task.Delay(5, patience.Token);
            }

            first.Kill(entireProcessTree: true);
            await first.WaitForExitAsync(patience.Token);
        }

        Assert.False(Directory.Exists(set), "The import was over before it could be killed.");
        int done = Units(set + ".import").Length;
        Assert.InRange(done, 2, Files - 1);

        using (Process second = Start(raw, set))
        {
            using var patience = new CancellationTokenSource(Patience);
            string said = await second.StandardError.ReadToEndAsync(patience.Token);
            await second.WaitForExitAsync(patience.Token);
            Assert.True(second.ExitCode == 0, said);
            Assert.Contains("going on with an unfinished import", said, StringComparison.Ordinal);
        }

        string whole = Path.Combine(_folder.Path, "whole");
        OzonImporter.Import(raw, whole);
        Assert.Equal(Hashes(whole), Hashes(set));
    }

    public void Dispose() => _folder.Dispose();

    private static string[] Units(string journal) => Directory.Exists(journal) ? Directory.GetFiles(journal, "tracker-*.unit") : [];

    private static Process Start(string raw, string set)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "tandem.dll");
        ProcessStartInfo start = new("dotnet", [program, "import", "ozon", raw, "--out", set, "--threads", "1"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        return Process.Start(start)!;
    }

    private static void WriteTracker(string path)
    {
        Column[] columns =
        [
            new Column<int>("item_id"), new Column<int>("user_id"), new Column<DateTime>("timestamp", LogicalType.Timestamp(false, TimeUnit.Millis)),
            new Column<string>("action_type"), new Column<string>("action_widget"),
        ];
        using var file = new ParquetFileWriter(path, columns);
        using (RowGroupWriter group = file.AppendRowGroup())
        {
            // The first item of every simulation.
            Write(group, _ => 100_003);
            Write(group, row => row % 977);
            Write(group, row => new DateTime(2025, 1, 2, 0, 0, 0, DateTimeKind.Unspecified).AddSeconds(row));
            Write(group, _ => "page_view");
            Write(group, _ => "pdp");
        }

        file.Close();
    }

    private static void Write<T>(RowGroupWriter group, Func<int, T> value)
    {
        using LogicalColumnWriter<T> writer = group.NextColumn().LogicalWriter<T>();
        writer.WriteBatch([.. Enumerable.Range(0, RowsPerFile).Select(value)]);
    }

    private static SortedDictionary<string, string> Hashes(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(
            file => Path.GetRelativePath(folder, file),
            file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))),
        StringComparer.Ordinal);
}
