using ParquetSharp;
using ParquetSharp.Schema;

namespace Tandem.Datasets.Tests;

/// <summary>Parquet files in the Ozon schema with something wrong in a known place.</summary>
internal static class ParquetDamage
{
    private const int PageBytes = 4096;

    /// <summary>The columns that the tracker needs.</summary>
    public static Column[] TrackerColumns() =>
    [
        new Column<int>("item_id"), new Column<int>("user_id"),
        new Column<DateTime>("timestamp", LogicalType.Timestamp(false, TimeUnit.Millis)),
        new Column<string>("action_type"), new Column<string>("action_widget"),
    ];

    /// <summary>A file with row groups that have no rows, or without row groups.</summary>
    public static void WriteNoRows(string path, int rowGroups, params Column[] columns)
    {
        using var file = new ParquetFileWriter(path, columns);
        for (int i = 0; i < rowGroups; i++)
        {
            using RowGroupWriter group = file.AppendRowGroup();
            foreach (Column _ in columns)
            {
                group.NextColumn().Dispose();
            }
        }

        file.Close();
    }

    /// <summary>Page views of user 7, without dictionaries or compression and in small pages, so that each page's bytes lie open.</summary>
    public static void WriteTracker(string path, int item, int rowGroups, int rows)
    {
        using WriterPropertiesBuilder builder = new WriterPropertiesBuilder().DisableDictionary().Compression(Compression.Uncompressed).DataPagesize(PageBytes).EnablePageChecksum();
        using WriterProperties properties = builder.Build();
        using var file = new ParquetFileWriter(path, TrackerColumns(), properties);
        for (int group = 0; group < rowGroups; group++)
        {
            using RowGroupWriter writer = file.AppendRowGroup();
            Write(writer, item, rows);
            Write(writer, 7, rows);
            Write(writer, new DateTime(2025, 1, 2, 0, 0, 0, DateTimeKind.Unspecified), rows);
            Write(writer, "page_view", rows);
            Write(writer, "pdp", rows);
        }

        file.Close();
    }

    /// <summary>Overwrites bytes near the end of one column of one row group: in its last page.</summary>
    public static void SpoilLastPage(string path, int rowGroup, int column)
    {
        // Column chunks follow one another behind the four bytes of the magic.
        long end = 4;
        using (var reader = new ParquetFileReader(path))
        {
            for (int chunk = 0; chunk <= (rowGroup * reader.FileMetaData.NumColumns) + column; chunk++)
            {
                using RowGroupReader group = reader.RowGroup(chunk / reader.FileMetaData.NumColumns);
                using ColumnChunkMetaData data = group.MetaData.GetColumnChunkMetaData(chunk % reader.FileMetaData.NumColumns);
                end += data.TotalCompressedSize;
            }
        }

        using FileStream file = File.OpenWrite(path);
        file.Position = end - 16;
        file.Write([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]);
    }

    /// <summary>A tree of paths from a leaf to its root, without names.</summary>
    public static void WriteCategories(string path, long[][] paths)
    {
        using LogicalType list = LogicalType.List();
        using Node id = new Column<long?>("id").CreateSchemaNode();
        using Node name = new Column<string>("name").CreateSchemaNode();
        using Node ids = new Column<long[]>("ids").CreateSchemaNode();
        using Node catalog = new Column<long>("catalogid").CreateSchemaNode();
        using var element = new GroupNode("element", Repetition.Optional, [id, name]);
        using var repeated = new GroupNode("list", Repetition.Repeated, [element]);
        using var named = new GroupNode("catalogpath", Repetition.Optional, [repeated], list);
        using var schema = new GroupNode("schema", Repetition.Required, [catalog, named, ids]);
        using WriterPropertiesBuilder builder = new();
        using WriterProperties properties = builder.Build();
        using var file = new ParquetFileWriter(path, schema, properties);
        using (RowGroupWriter group = file.AppendRowGroup())
        {
            Column(group, Array.ConvertAll(paths, ids => ids[0]));
            Column(group, Array.ConvertAll(paths, static _ => Array.Empty<Nested<long?>?>()));
            Column(group, Array.ConvertAll(paths, static _ => Array.Empty<Nested<string>?>()));
            Column(group, paths);
        }

        file.Close();
    }

    private static void Write<T>(RowGroupWriter group, T value, int rows) => Column(group, Enumerable.Repeat(value, rows).ToArray());

    private static void Column<T>(RowGroupWriter group, T[] values)
    {
        using LogicalColumnWriter<T> writer = group.NextColumn().LogicalWriter<T>();
        writer.WriteBatch(values);
    }
}
