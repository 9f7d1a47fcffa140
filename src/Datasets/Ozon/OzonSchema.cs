using Tandem.Domain;

namespace Tandem.Datasets.Ozon;

/// <summary>Names of the Ozon E-CUP 2025 recommender tables, their columns and their values.</summary>
internal static class OzonSchema
{
    public const string Orders = "orders";
    public const string Tracker = "tracker";
    public const string Items = "items";
    public const string Categories = "categories_tree";

    public const string ItemId = "item_id";
    public const string UserId = "user_id";
    public const string CreatedAt = "created_timestamp";
    public const string LastStatus = "last_status";
    public const string LastStatusAt = "last_status_timestamp";
    public const string CreatedDate = "created_date";
    public const string Timestamp = "timestamp";
    public const string ActionType = "action_type";
    public const string ActionWidget = "action_widget";
    public const string Date = "date";
    public const string ItemName = "itemname";
    public const string Attributes = "attributes";
    public const string AttributeName = "attribute_name";
    public const string AttributeValue = "attribute_value";
    public const string AttributeIsAspect = "attribute_isaspect";
    public const string AttributeIsShown = "attribute_showascharacteristic";
    public const string Image = "fclip_embed";
    public const string CatalogId = "catalogid";
    public const string VariantId = "variant_id";
    public const string ModelId = "model_id";
    public const string CatalogPath = "catalogpath";
    public const string CatalogPathId = "id";
    public const string CatalogPathName = "name";
    public const string CatalogPathFullName = "fullName";
    public const string CatalogPathIds = "ids";

    public const string Delivered = "delivered_orders";
    public const string Canceled = "canceled_orders";

    /// <summary>Spelled so in the data.</summary>
    public const string Processed = "proccesed_orders";

    /// <summary>The marker that a generator leaves beside the tables.</summary>
    public const string SimulatedMarker = "_SIMULATED.json";

    /// <summary>Ends a path of category ids at the root.</summary>
    public const long RootParent = -1;

    /// <summary>The actions that the tracker may record; an order comes from the orders table alone.</summary>
    public static bool IsTracked(EventAction action) => action < EventAction.Order;

    /// <summary>The files of a table: <c>RAW/table/*.parquet</c>, or <c>RAW/table.parquet</c>, or <c>RAW/table_*.parquet</c>.</summary>
    /// <exception cref="TandemException">There is none.</exception>
    public static string[] Files(string raw, string table)
    {
        string folder = Path.Combine(raw, table);
        string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.parquet", SearchOption.AllDirectories) : [];
        if (files.Length == 0 && Directory.Exists(raw))
        {
            files = [.. Directory.GetFiles(raw, table + ".parquet"), .. Directory.GetFiles(raw, table + "_*.parquet")];
        }

        if (files.Length == 0)
        {
            throw new TandemException($"{raw}: the table '{table}' is missing; {table}/*.parquet or {table}.parquet is needed.");
        }

        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }
}
