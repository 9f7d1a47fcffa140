using FsCheck;
using FsCheck.Xunit;
using Tandem.Domain;

namespace Tandem.Datasets.Tests;

public sealed class EventsByTimeTests
{
    [Property(MaxTest = 50)]
    public void Read_AnyTimesAndStretch_IsAStableSortOfTheRange(byte[] minutes, PositiveInt stretch, byte from, byte length)
    {
        using var folder = new TestFolder();
        ShopEvent[] events = [.. minutes.Select((minute, i) => At(minute, i))];
        using (DatasetWriter writer = DatasetWriter.Create(folder["data"]))
        {
            foreach (ShopEvent row in events)
                writer.Write(row);

            writer.Complete(new DatasetManifest { Name = "sample", Source = "test" });
        }

        DateTimeOffset first = Time(from);
        DateTimeOffset last = Time(from + length);
        EventsByTime sorted = EventsByTime.Open(DatasetReader.Open(folder["data"]), first, last, stretch.Get);
        ShopEvent[] expected = [.. events.Where(row => row.OccurredAt >= first && row.OccurredAt <= last).OrderBy(row => row.OccurredAt)];
        Assert.Equal(expected, sorted.Read());
        Assert.Equal(expected.Length, sorted.Count);
    }

    private static DateTimeOffset Time(int minute) => new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minute);

    private static ShopEvent At(int minute, int i) => new()
    {
        EventId = $"e{i}",
        UserId = "u",
        ItemId = "i",
        Action = EventAction.PageView,
        OccurredAt = Time(minute),
    };
}
