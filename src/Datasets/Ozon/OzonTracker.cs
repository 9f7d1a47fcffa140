using System.Globalization;
using ParquetSharp;
using Tandem.Datasets.Columns;
using Tandem.Domain;

namespace Tandem.Datasets.Ozon;

/// <summary><c>tracker</c>: a row is one action on an item's page, in the cart or on the favourites.</summary>
internal sealed class OzonTracker(OzonImport import)
{
    private readonly SharedTexts _widgets = new();

    public void Read(CancellationToken cancellation) => import.ReadTable(OzonSchema.Tracker, ReadGroup, cancellation);

    private void ReadGroup(OzonGroup group)
    {
        RowGroup columns = group.Columns;
        IntegerLeaf itemId = columns.Integers(OzonSchema.ItemId);
        IntegerLeaf userId = columns.Integers(OzonSchema.UserId);
        TimestampLeaf timestamp = columns.Timestamps(OzonSchema.Timestamp);
        Leaf<ByteArray> actionType = columns.Text(OzonSchema.ActionType);
        Leaf<ByteArray> actionWidget = columns.Text(OzonSchema.ActionWidget);
        for (long i = 0; i < columns.Rows; i++)
        {
            group.RowRead();
            bool hasItem = itemId.TryRead(out long item);
            bool hasUser = userId.TryRead(out long user);
            bool hasTime = timestamp.TryRead(out long time);
            EventAction? action = actionType.TryRead(out ByteArray name) ? Parse(name) : null;
            string? widget = actionWidget.TryRead(out ByteArray place) ? _widgets.Of(place) : null;
            string? reason = this switch
            {
                _ when !hasItem || !hasUser => "action without an item or user",
                _ when !hasTime || !OzonImport.IsPlausible(time) => "time outside 2000 to 2100",
                _ when action is null => "unknown action",
                _ when !import.KnownItems.Contains(item) => "unknown item",
                _ => null,
            };
            long row = group.FirstRow + i;
            if (reason is not null)
            {
                import.Reject(group.Table.File, row, reason, $"item {item} user {user} time {time}");
                continue;
            }

            import.Taken++;
            import.Writer.Write(new ShopEvent
            {
                EventId = $"tracker-{group.FileNumber}-{row}",
                UserId = user.ToString(CultureInfo.InvariantCulture),
                ItemId = item.ToString(CultureInfo.InvariantCulture),
                Action = action!.Value,
                OccurredAt = DateTimeOffset.FromUnixTimeMilliseconds(time),
                Widget = widget,
            });
        }
    }

    private static EventAction? Parse(ByteArray name)
    {
        Span<char> text = stackalloc char[32];
        return System.Text.Encoding.UTF8.TryGetChars(name.AsSpan(), text, out int length)
            && EventActions.TryParse(text[..length], out EventAction action)
            && OzonSchema.IsTracked(action)
            ? action
            : null;
    }
}
