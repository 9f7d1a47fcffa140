using ParquetSharp;
using ParquetSharp.Schema;

namespace Tandem.Datasets.Columns;

/// <summary>The columns of <c>events/</c>, in their order.</summary>
internal static class EventSchema
{
    /// <summary>Every value of these is another: a dictionary would be waste.</summary>
    public static readonly string[] WithoutDictionary = ["event_id", "occurred_at"];

    public static Node[] Columns() =>
    [
        Column<string>("event_id"),
        Column<string>("user_id"),
        Column<string>("item_id"),
        Column<string>("action"),
        Column<DateTime>("occurred_at", LogicalType.Timestamp(isAdjustedToUtc: true, TimeUnit.Millis)),
        Column<string>("widget"),
        Column<string>("order_id"),
        Column<double?>("value"),
    ];

    private static Node Column<T>(string name, LogicalType? type = null) => new Column<T>(name, type).CreateSchemaNode();
}
