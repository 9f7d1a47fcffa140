using ParquetSharp;
using Tandem.Domain;
using Tandem.Features.Popularity;

namespace Tandem.Cli.Benchmarks.Features;

/// <summary>
/// The loop that one would write first, as the peer of the tracker scan: ParquetSharp's logical readers on one thread, a
/// string for every action, a dictionary from item ids, the same counters.
/// </summary>
internal static class PlainTrackerLoop
{
    private const int BatchRows = 1 << 16;

    public static long Count(IEnumerable<string> files, Dictionary<int, int> items, ItemCountsBuilder counts)
    {
        var ids = new int?[BatchRows];
        var times = new DateTime?[BatchRows];
        var actions = new string?[BatchRows];
        long rows = 0;
        foreach (string file in files)
        {
            using var reader = new ParquetFileReader(file);
            for (int index = 0; index < reader.FileMetaData.NumRowGroups; index++)
            {
                using RowGroupReader group = reader.RowGroup(index);
                using LogicalColumnReader<int?> id = group.Column(0).LogicalReader<int?>();
                using LogicalColumnReader<DateTime?> time = group.Column(2).LogicalReader<DateTime?>();
                using LogicalColumnReader<string?> action = group.Column(3).LogicalReader<string?>();
                while (id.HasNext)
                {
                    int read = id.ReadBatch(ids.AsSpan());
                    time.ReadBatch(times.AsSpan(0, read));
                    action.ReadBatch(actions.AsSpan(0, read));
                    rows += read;
                    for (int i = 0; i < read; i++)
                    {
                        if (ids[i] is { } item && times[i] is { } at && items.TryGetValue(item, out int position) && EventActions.TryParse(actions[i], out EventAction code))
                        {
                            counts.Add(position, code, (at.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond);
                        }
                    }
                }
            }
        }

        return rows;
    }
}
