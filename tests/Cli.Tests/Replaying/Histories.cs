using Tandem.Datasets;
using Tandem.Domain;

namespace Tandem.Cli.Tests.Replaying;

/// <summary>Small datasets.</summary>
internal static class Histories
{
    public static readonly DateTimeOffset Start = new(2011, 6, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>One event every so many minutes, stored in this order of hours.</summary>
    public static DatasetReader Write(string folder, int events, TimeSpan step, int seed = 1)
    {
        int[] order = [.. Enumerable.Range(0, events)];
        new Random(seed).Shuffle(order);
        string path = Path.Combine(folder, "dataset");
        using (DatasetWriter writer = DatasetWriter.Create(path))
        {
            foreach (int i in order)
                writer.Write(Event(i, step));

            writer.Complete(new DatasetManifest { Name = "sample", Source = "test" });
        }

        return DatasetReader.Open(path);
    }

    public static string[] Ids(int events) => [.. Enumerable.Range(0, events).Select(i => $"e{i}")];

    private static ShopEvent Event(int i, TimeSpan step) => new()
    {
        EventId = $"e{i}",
        UserId = $"u{i % 7}",
        ItemId = $"i{i % 5}",
        Action = (EventAction)(i % EventActions.Count),
        OccurredAt = Start + (i * step),
        OrderId = i % 3 == 0 ? $"o{i}" : null,
        Value = i % 2 == 0 ? i / 2.0 : null,
    };
}
