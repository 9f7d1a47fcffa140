using Microsoft.Data.Sqlite;

namespace Tandem.Cli.Benchmarks.Ingest;

/// <summary>Looks into the file of a node that has stopped.</summary>
internal static class StoredStates
{
    /// <summary>Number and mean size in bytes of the states of grains whose id begins with <paramref name="grainIdPrefix"/>.</summary>
    public static (long Count, double MeanBytes) Measure(string database, string grainIdPrefix)
    {
        using var connection = new SqliteConnection($"Data Source={database};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using SqliteCommand query = connection.CreateCommand();
        query.CommandText = "SELECT count(*), coalesce(avg(length(payload)), 0) FROM grain_states WHERE grain_id >= $from AND grain_id < $to";
        query.Parameters.AddWithValue("$from", grainIdPrefix);
        query.Parameters.AddWithValue("$to", grainIdPrefix + char.MaxValue);
        using SqliteDataReader row = query.ExecuteReader();
        row.Read();
        return (row.GetInt64(0), row.GetDouble(1));
    }
}
