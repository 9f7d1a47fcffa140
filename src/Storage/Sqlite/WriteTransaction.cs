namespace Tandem.Storage.Sqlite;

/// <summary>What a write request works with while its transaction is open. Used by the writer's thread only.</summary>
internal sealed class WriteTransaction(SqliteSession session, HighWaterMarks marks)
{
    public SqliteStatement Prepare(string sql) => session.Prepare(sql);

    /// <summary>The next number of a counter; given back if the transaction is rolled back.</summary>
    public long Next(HighWaterMark mark) => marks.Next(mark);

    /// <summary>Deletes with the freed space overwritten, for data that a person asked to erase.</summary>
    public int RunErasing(SqliteStatement delete)
    {
        session.Execute("PRAGMA secure_delete=ON");
        int deleted = delete.Run();
        session.Execute("PRAGMA secure_delete=OFF");
        return deleted;
    }
}
