using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Tandem.Storage.Sqlite;

/// <summary>
/// A prepared statement that is used again and again. It goes to SQLite's own functions: the ADO.NET layer above boxes every number and
/// allocates a reader for every execution. Not thread-safe; belongs to one session. Parameter indices start at 1, columns at 0.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public SqliteStatement(sqlite3 database, string sql)
    {
        _database = database;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(database, sql, out _statement), database);
    }

    public SqliteStatement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, index, value));
        return this;
    }

    public SqliteStatement Bind(int index, ReadOnlySpan<byte> blob)
    {
        // An empty span would bind NULL.
        Check(blob.IsEmpty ? raw.sqlite3_bind_zeroblob(_statement, index, 0) : raw.sqlite3_bind_blob(_statement, index, blob));
        return this;
    }

    public SqliteStatement Bind(int index, string text)
    {
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (most == 0)
        {
            Check(raw.sqlite3_bind_text(_statement, index, string.Empty));
        }
        else if (most <= 512)
        {
            Span<byte> bytes = stackalloc byte[512];
            Check(raw.sqlite3_bind_text(_statement, index, bytes[..Encoding.UTF8.GetBytes(text, bytes)]));
        }
        else
        {
            byte[] rented = ArrayPool<byte>.Shared.Rent(most);
            int length = Encoding.UTF8.GetBytes(text, rented);
            int code = raw.sqlite3_bind_text(_statement, index, rented.AsSpan(0, length));
            ArrayPool<byte>.Shared.Return(rented);
            Check(code);
        }

        return this;
    }

    /// <summary>Executes a statement without rows and returns how many rows it changed.</summary>
    public int Run()
    {
        try
        {
            while (Step())
            {
            }

            return raw.sqlite3_changes(_database);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>The first column of the first row; null without a row or when it is NULL.</summary>
    public long? Scalar()
    {
        try
        {
            return Step() && raw.sqlite3_column_type(_statement, 0) != raw.SQLITE_NULL ? Int64(0) : null;
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Goes to the next row. After the last one, and after an exception, call <see cref="Reset"/>.</summary>
    public bool Step()
    {
        int code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW)
            return true;
        if (code != raw.SQLITE_DONE)
            SqliteException.ThrowExceptionForRC(code, _database);
        return false;
    }

    // The result code repeats the error of the last step, which has been thrown.
    public void Reset() => _ = raw.sqlite3_reset(_statement);

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>Valid until the next step.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_statement, column);

    // Through the bytes, because a text may have a NUL in it.
    public string Text(int column) => Encoding.UTF8.GetString(Blob(column));

    public void Dispose() => _statement.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(code, _database);
    }
}
