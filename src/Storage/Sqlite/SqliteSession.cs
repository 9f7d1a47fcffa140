using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Tandem.Storage.Sqlite;

/// <summary>One connection with its prepared statements. Not thread-safe: the writer owns one, a read has one to itself for its duration.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    private SqliteSession(SqliteConnection connection) => _connection = connection;

    private sqlite3 Database => _connection.Handle!;

    public bool InTransaction => raw.sqlite3_get_autocommit(Database) == 0;

    public static SqliteSession Open(string path, TimeSpan busyTimeout, int cacheKibibytes)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            var session = new SqliteSession(connection);
            session.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout={(int)busyTimeout.TotalMilliseconds}"));
            session.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA cache_size=-{cacheKibibytes}"));
            return session;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The prepared statement for this text, kept for the session's life. Texts are constants, so there are few.</summary>
    public SqliteStatement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out SqliteStatement? statement))
        {
            statement = new SqliteStatement(Database, sql);
            _statements.Add(sql, statement);
        }

        return statement;
    }

    /// <summary>Executes one or more statements that are not kept.</summary>
    public void Execute(string sql) => SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(Database, sql), Database);

    /// <summary>A number from a query that is not kept.</summary>
    public long? Query(string sql)
    {
        using var statement = new SqliteStatement(Database, sql);
        return statement.Scalar();
    }

    public void Dispose()
    {
        foreach (SqliteStatement statement in _statements.Values)
            statement.Dispose();
        _connection.Dispose();
    }
}
