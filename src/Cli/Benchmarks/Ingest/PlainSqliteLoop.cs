using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Tandem.Cli.Benchmarks.Ingest;

/// <summary>
/// The peer: a loop that appends rows of an event's size to a SQLite file in the same folder, with the same durability (write-ahead log,
/// <c>synchronous=FULL</c>), one transaction a request. It checks nothing, indexes only its key, serves nobody and applies nothing.
/// </summary>
internal static class PlainSqliteLoop
{
    private const int PayloadBytes = 40;

    /// <summary>Rows a second.</summary>
    public static double Measure(string folder, int rowsPerTransaction, TimeSpan duration, TimeProvider time, CancellationToken cancellation)
    {
        string file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"plain-{rowsPerTransaction}.db"));
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL");
        Execute(connection, "PRAGMA synchronous=FULL");
        Execute(connection, "CREATE TABLE events (id INTEGER PRIMARY KEY, event_id TEXT, user_id TEXT, payload BLOB)");
        using SqliteCommand insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO events (event_id, user_id, payload) VALUES ($event, $user, $payload)";
        SqliteParameter eventId = insert.Parameters.Add("$event", SqliteType.Text);
        SqliteParameter userId = insert.Parameters.Add("$user", SqliteType.Text);
        insert.Parameters.AddWithValue("$payload", new byte[PayloadBytes]);
        insert.Prepare();

        long rows = 0;
        long started = time.GetTimestamp();
        while (time.GetElapsedTime(started) < duration)
        {
            cancellation.ThrowIfCancellationRequested();
            using SqliteTransaction transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            for (int i = 0; i < rowsPerTransaction; i++, rows++)
            {
                eventId.Value = string.Create(CultureInfo.InvariantCulture, $"plain-{rows:x12}");
                userId.Value = string.Create(CultureInfo.InvariantCulture, $"plain-user-{rows % 10_000}");
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        return rows / time.GetElapsedTime(started).TotalSeconds;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
