namespace Tandem.Datasets;

/// <summary>Names and sizes of the canonical dataset folder.</summary>
internal static class DatasetLayout
{
    public const string ManifestFile = "dataset.json";
    public const string RejectedFile = "rejected.csv";
    public const string EventsFolder = "events";
    public const string ItemsFolder = "items";
    public const string CategoriesFolder = "categories";

    public const int EventRowGroupRows = 250_000;
    public const long EventPartRows = 5_000_000;

    /// <summary>Small, because a row may carry an image of 2 KB.</summary>
    public const int ItemRowGroupRows = 5_000;
    public const long ItemPartRows = 500_000;

    public const int CategoryRowGroupRows = 100_000;

    /// <summary>The part files of one table, in the order of their numbers.</summary>
    public static string[] Parts(string folder, string table)
    {
        string path = Path.Combine(folder, table);
        if (!Directory.Exists(path))
        {
            return [];
        }

        string[] files = Directory.GetFiles(path, "part-*.parquet");
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }
}
