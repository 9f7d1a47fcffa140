using System.Globalization;

namespace Tandem.Datasets.OnlineRetail;

/// <summary>One line of the table that is a customer's purchase or cancellation of goods.</summary>
internal readonly record struct RetailRow(
    string Invoice, string StockCode, string Description, int Quantity, DateTimeOffset At, decimal UnitPrice, string? Customer, bool Cancellation)
{
    private static readonly string[] TimeFormats = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss", "M/d/yyyy H:mm"];

    /// <summary>Parses a record; gives the reason why it is not taken, or null.</summary>
    public static string? Parse(IReadOnlyList<string> fields, RetailColumns columns, out RetailRow row)
    {
        row = default;
        if (fields.Count != columns.Count)
        {
            return "wrong number of fields";
        }

        string invoice = fields[columns.InvoiceNo].Trim();
        if (invoice.Length == 0)
        {
            return "no invoice number";
        }

        string code = fields[columns.StockCode].Trim().ToUpperInvariant();
        if (!IsGoods(code))
        {
            return "not goods";
        }

        if (!int.TryParse(fields[columns.Quantity], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int quantity) || quantity == 0)
        {
            return "bad quantity";
        }

        if (!decimal.TryParse(fields[columns.UnitPrice], NumberStyles.Float, CultureInfo.InvariantCulture, out decimal price) || price < 0)
        {
            return "bad price";
        }

        if (!DateTimeOffset.TryParseExact(
            fields[columns.InvoiceDate].Trim(), TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at))
        {
            return "bad date";
        }

        string? customer = CustomerId(fields[columns.CustomerId].Trim());
        bool cancellation = invoice.StartsWith('C');
        if (cancellation == quantity > 0)
        {
            return cancellation ? "cancellation with a positive quantity" : "stock adjustment";
        }

        // Free lines without a customer are the shop's own bookings ("found", "check", "samples"), one to an invoice.
        if (customer is null && price == 0)
        {
            return "stock adjustment";
        }

        row = new RetailRow(invoice, code, fields[columns.Description].Trim(), quantity, at, price, customer, cancellation);
        return null;
    }

    /// <summary>Codes of goods begin with five digits; POST, M, D, BANK CHARGES, gift_0001_20 and their like do not.</summary>
    private static bool IsGoods(string code) => code.Length >= 5 && !code.AsSpan(0, 5).ContainsAnyExceptInRange('0', '9');

    /// <summary>Spreadsheets made the number a fraction: <c>17850.0</c> is customer 17850.</summary>
    private static string? CustomerId(string text) =>
        text.Length == 0 ? null : text.EndsWith(".0", StringComparison.Ordinal) ? text[..^2] : text;
}
