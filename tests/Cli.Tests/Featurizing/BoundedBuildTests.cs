using System.Diagnostics;
using System.Text.Json.Nodes;
using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Grains.Tests;

namespace Tandem.Cli.Tests.Featurizing;

/// <summary>`tandem features build --memory`, as a process whose memory is watched.</summary>
public sealed class BoundedBuildTests : IDisposable
{
    private const int Items = 200_000;
    private const int ManualCharacters = 3_000;
    private const int DescriptionCharacters = 1_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TemporaryFolder _folder = new();

    private string Set => Path.Combine(_folder.Path, "set");

    [Fact]
    public async Task Build_ItemsThatWouldNotFitWhole_StaysWithinItsMemory()
    {
        // As .NET strings the manuals alone are 1.2 GB, as UTF-8 0.6 GB; the sample of descriptions is larger than what is learned from.
        Write(Items);

        (int exit, string said, long peak) = await Build("1GiB");

        Assert.True(exit == 0, said);
        Assert.InRange(peak, 1, 1L << 30);
    }

    [Fact]
    public async Task Build_MoreItemsThanFit_IsRefusedWithTheAmountThatTheyNeed()
    {
        Write(10);
        string manifest = Path.Combine(Set, "dataset.json");
        JsonNode content = JsonNode.Parse(File.ReadAllText(manifest))!;
        content["items"] = 1_000_000;
        File.WriteAllText(manifest, content.ToJsonString());

        (int exit, string said, _) = await Build("1GiB");

        Assert.Equal(1, exit);
        Assert.Contains("1,000,000 items need about 1.1 GiB of memory, 1.0 GiB are given. Give at least 2GiB with --memory.", said, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "features")));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<(int Exit, string Said, long Peak)> Build(string memory)
    {
        ProcessStartInfo start = new(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "tandem.dll"), "features", "build", Set, "--out", Path.Combine(_folder.Path, "features"), "--memory", memory])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var patience = new CancellationTokenSource(Patience);
        using Process process = Process.Start(start)!;
        Task<string> result = process.StandardOutput.ReadToEndAsync(patience.Token);
        Task<string> said = process.StandardError.ReadToEndAsync(patience.Token);
        long peak = 0;
        while (!process.HasExited)
        {
            process.Refresh();
            peak = Math.Max(peak, PeakOf(process)); // The system keeps the peak itself, so nothing between two looks is missed.
            await Task.Delay(20, patience.Token);
        }

        return (process.ExitCode, await said + await result, peak);
    }

    private static long PeakOf(Process process)
    {
        try
        {
            return process.PeakWorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0; // It has just ended.
        }
    }

    private void Write(int items)
    {
        var random = new Random(6);
        string words = string.Join(' ', Enumerable.Range(0, 200_000).Select(_ => $"word{random.Next(30_000)}"));
        string Text(int characters) => words.Substring(random.Next(words.Length - characters), characters);
        using DatasetWriter writer = DatasetWriter.Create(Set);
        writer.Write(new Category("c0", null, "all"));
        for (int i = 0; i < items; i++)
        {
            writer.Write(new ItemDescription
            {
                ItemId = $"i{i}",
                Name = $"thing {i % 97}",
                CategoryId = "c0",
                Attributes = [new("Manual", Text(ManualCharacters)), .. i % 10 == 0 ? [new ItemAttribute("Description", Text(DescriptionCharacters))] : Array.Empty<ItemAttribute>()],
            });
        }

        writer.Write(new ShopEvent { EventId = "e", UserId = "u", ItemId = "i0", Action = EventAction.Order, OccurredAt = DateTimeOffset.UnixEpoch.AddYears(50) });
        writer.Complete(new DatasetManifest { Name = "manuals", Source = "test" });
    }
}
