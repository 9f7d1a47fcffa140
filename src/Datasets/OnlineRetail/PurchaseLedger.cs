namespace Tandem.Datasets.OnlineRetail;

/// <summary>
/// Remembers, for each customer and item, the latest purchases whose quantity is not cancelled yet, so that a cancellation
/// finds the invoice that it undoes. Memory: at most <see cref="Depth"/> purchases for each pair of customer and item.
/// </summary>
internal sealed class PurchaseLedger
{
    /// <summary>Purchases kept for one customer and item; the oldest is forgotten first.</summary>
    public const int Depth = 8;

    private readonly Dictionary<(string Customer, string Item), List<Purchase>> _purchases = [];

    public void Bought(string customer, string item, string invoice, int quantity)
    {
        if (!_purchases.TryGetValue((customer, item), out List<Purchase>? stack))
        {
            _purchases.Add((customer, item), stack = new List<Purchase>(1));
        }

        if (stack.Count == Depth)
        {
            stack.RemoveAt(0);
        }

        stack.Add(new Purchase(invoice, quantity));
    }

    /// <summary>
    /// The invoice that a cancellation of <paramref name="quantity"/> pieces undoes: the latest purchase with that much left,
    /// else the latest with anything left, else the latest; null when the customer never bought the item.
    /// </summary>
    public string? Cancelled(string customer, string item, int quantity)
    {
        if (!_purchases.TryGetValue((customer, item), out List<Purchase>? stack))
        {
            return null;
        }

        int found = stack.FindLastIndex(purchase => purchase.Left >= quantity);
        found = found >= 0 ? found : stack.FindLastIndex(static purchase => purchase.Left > 0);
        found = found >= 0 ? found : stack.Count - 1;
        Purchase undone = stack[found];
        stack[found] = undone with { Left = Math.Max(0, undone.Left - quantity) };
        return undone.Invoice;
    }

    private readonly record struct Purchase(string Invoice, int Left);
}
