using ParquetSharp;
using ParquetSharp.Schema;
using Tandem.Domain;

namespace Tandem.Datasets.Columns;

/// <summary>Writes the columns of events; a table whose rows hold more than the event adds its own behind them.</summary>
internal abstract class EventTable<TRow>(string folder, int rowGroupRows, long partRows, Func<TRow, ShopEvent> eventOf)
    : PartWriter<TRow>(folder, rowGroupRows, partRows)
{
    protected override IEnumerable<string> WithoutDictionary => EventSchema.WithoutDictionary;

    protected override void WriteRowGroup(RowGroupWriter group, IReadOnlyList<TRow> rows)
    {
        WriteColumn(group, rows, row => eventOf(row).EventId);
        WriteColumn(group, rows, row => eventOf(row).UserId);
        WriteColumn(group, rows, row => eventOf(row).ItemId);
        WriteColumn(group, rows, row => eventOf(row).Action.ToName());
        WritePlain(group, rows, row => eventOf(row).OccurredAt.ToUnixTimeMilliseconds());
        WriteColumn(group, rows, row => eventOf(row).Widget);
        WriteColumn(group, rows, row => eventOf(row).OrderId);
        WriteColumn(group, rows, row => eventOf(row).Value);
    }

    protected override IEnumerable<Node> Schema() => EventSchema.Columns();
}
