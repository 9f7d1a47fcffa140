using System.Globalization;
using Tandem.Retrieval;

namespace Tandem.Cli.Benchmarks.Retrieval;

/// <summary>Searches through filters that pass slots anywhere, approximate and exact.</summary>
internal static class FilterSection
{
    private const double Recall = 0.95;
    private static readonly double[] Shares = [1, 0.1, 0.01, 0.001, 0.0001];

    public static async Task RunAsync(RetrievalMeasuring measuring, VectorSegment lists, VectorSegment exact)
    {
        Random random = new(measuring.Seed);
        foreach (double share in Shares)
        {
            SlotBitmap allowed = new(measuring.Set.Count);
            for (int slot = 0; slot < measuring.Set.Count; slot++)
            {
                if (random.NextDouble() < share)
                {
                    allowed.Add(slot);
                }
            }

            string name = string.Create(CultureInfo.InvariantCulture, $"filter that {share:0.##%} pass");
            double?[] seconds = await measuring.AlternateAsync(
                name,
                () => measuring.EachAsync(query => lists.Search(query, measuring.Found, Options(allowed, Recall))),
                () => measuring.EachAsync(Math.Min(measuring.Set.QueryCount, 64), query => exact.Search(query, measuring.Found, Options(allowed, 1))));
            measuring.Add($"{name}, recall .95", seconds[0]!.Value * 1e6, "µs");
            measuring.Add($"{name}, exact", seconds[1]!.Value * 1e6, "µs");
            measuring.Add($"{name}, recall measured", measuring.Recall(lists, measuring.Truth(exact, allowed), Recall, allowed), "of 1");
        }
    }

    private static SearchOptions Options(SlotBitmap allowed, double recall) => new() { TargetRecall = recall, Filter = new SlotFilter(allowed.Words) };
}
