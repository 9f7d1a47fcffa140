using Tandem.Domain;

namespace Tandem.Datasets.OnlineRetail;

/// <summary>Where the columns of the Online Retail table are, read off the header; other columns are ignored.</summary>
internal readonly record struct RetailColumns(
    int InvoiceNo, int StockCode, int Description, int Quantity, int InvoiceDate, int UnitPrice, int CustomerId, int Count)
{
    public static RetailColumns FromHeader(string file, IReadOnlyList<string> header)
    {
        return new RetailColumns(
            Find("InvoiceNo", "Invoice"),
            Find("StockCode"),
            Find("Description"),
            Find("Quantity"),
            Find("InvoiceDate"),
            Find("UnitPrice", "Price"),
            Find("CustomerID", "Customer ID"),
            header.Count);

        // The second edition of the data set names some columns differently.
        int Find(params string[] names)
        {
            for (int i = 0; i < header.Count; i++)
            {
                if (names.Contains(header[i].Trim(), StringComparer.OrdinalIgnoreCase))
                {
                    return i;
                }
            }

            throw new TandemException(
                $"{file} line 1: the column '{names[0]}' is missing; found: {string.Join(", ", header)}. "
                + "The first line must be the header of the UCI Online Retail table.");
        }
    }
}
