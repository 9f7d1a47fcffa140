using System.Buffers;
using System.Text;
using Tandem.Domain;

namespace Tandem.Storage;

/// <content>What an event must be to be stored.</content>
public static partial class ShopEventCodec
{
    /// <summary>Checks that an event can be stored: ids not empty, texts well-formed, the action defined.</summary>
    /// <exception cref="TandemException">It can't; the message names the field.</exception>
    public static void Validate(ShopEvent shopEvent)
    {
        ArgumentNullException.ThrowIfNull(shopEvent);
        RequireText(shopEvent, "eventId", shopEvent.EventId, required: true);
        RequireText(shopEvent, "userId", shopEvent.UserId, required: true);
        RequireText(shopEvent, "itemId", shopEvent.ItemId, required: true);
        RequireText(shopEvent, "widget", shopEvent.Widget, required: false);
        RequireText(shopEvent, "orderId", shopEvent.OrderId, required: false);
        RequireText(shopEvent, "recommendationId", shopEvent.RecommendationId, required: false);
        if ((int)shopEvent.Action >= EventActions.Count)
        {
            throw new TandemException(
                $"Event '{shopEvent.EventId}': action code {(int)shopEvent.Action} is not defined; use 0 to {EventActions.Count - 1}.");
        }
    }

    private static void RequireText(ShopEvent shopEvent, string field, string? text, bool required)
    {
        if (required && string.IsNullOrEmpty(text))
            throw new TandemException($"Event '{shopEvent.EventId}': {field} is empty; give it a value.");
        if (text is not null && !IsWellFormed(text))
            throw new TandemException($"Event '{shopEvent.EventId}': {field} is not well-formed text (half of a surrogate pair); send valid Unicode.");
    }

    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        int at = text.IndexOfAnyInRange('\ud800', '\udfff');
        while (at >= 0)
        {
            if (Rune.DecodeFromUtf16(text[at..], out _, out int used) != OperationStatus.Done)
                return false;
            text = text[(at + used)..];
            at = text.IndexOfAnyInRange('\ud800', '\udfff');
        }

        return true;
    }
}
