using System.Globalization;
using ParquetSharp;
using Tandem.Datasets.Columns;
using Tandem.Domain;

namespace Tandem.Datasets.Ozon;

/// <summary>
/// <c>orders</c>: a row is one ordered item. It gives an order event, and a second event for how it ended, if it has.
/// </summary>
internal sealed class OzonOrders(OzonImport import)
{
    public void Read(CancellationToken cancellation) => import.ReadTable(OzonSchema.Orders, ReadGroup, cancellation);

    private void ReadGroup(OzonGroup group)
    {
        RowGroup columns = group.Columns;
        IntegerLeaf itemId = columns.Integers(OzonSchema.ItemId);
        IntegerLeaf userId = columns.Integers(OzonSchema.UserId);
        TimestampLeaf createdAt = columns.Timestamps(OzonSchema.CreatedAt);
        Leaf<ByteArray> lastStatus = columns.Text(OzonSchema.LastStatus);
        TimestampLeaf lastStatusAt = columns.Timestamps(OzonSchema.LastStatusAt);
        for (long i = 0; i < columns.Rows; i++)
        {
            group.RowRead();
            bool hasItem = itemId.TryRead(out long item);
            bool hasUser = userId.TryRead(out long user);
            bool hasCreated = createdAt.TryRead(out long created);
            string? status = lastStatus.ReadString();
            bool hasEnded = lastStatusAt.TryRead(out long ended);
            EventAction? ending = status switch
            {
                OzonSchema.Delivered => EventAction.Delivered,
                OzonSchema.Canceled => EventAction.Canceled,
                _ => null,
            };
            string? reason = this switch
            {
                _ when !hasItem || !hasUser => "order without an item or user",
                _ when !hasCreated || !OzonImport.IsPlausible(created) => "time outside 2000 to 2100",
                _ when ending is null && status != OzonSchema.Processed => "unknown order status",
                _ when ending is not null && (!hasEnded || !OzonImport.IsPlausible(ended)) => "time outside 2000 to 2100",
                _ when !import.KnownItems.Contains(item) => "unknown item",
                _ => null,
            };
            long row = group.FirstRow + i;
            if (reason is not null)
            {
                import.Reject(group.Table.File, row, reason, $"item {item} user {user} status {status} created {created}");
                continue;
            }

            import.Taken++;
            string key = $"{group.FileNumber}-{row}";
            var ordered = new ShopEvent
            {
                EventId = $"order-{key}",
                UserId = user.ToString(CultureInfo.InvariantCulture),
                ItemId = item.ToString(CultureInfo.InvariantCulture),
                Action = EventAction.Order,
                OccurredAt = DateTimeOffset.FromUnixTimeMilliseconds(created),
                OrderId = "o" + key,
            };
            import.Writer.Write(ordered);
            if (ending is { } action)
            {
                import.Writer.Write(ordered with
                {
                    EventId = $"status-{key}",
                    Action = action,
                    OccurredAt = DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(created, ended)),
                });
            }
        }
    }
}
