using Microsoft.Data.Sqlite;
using SQLitePCL;
using Tandem.Domain;

namespace Tandem.Storage.Sqlite;

/// <summary>Turns SQLite's error codes into what happened to which file and what to do.</summary>
internal static class SqliteErrors
{
    public static TandemException Describe(SqliteException error, string path)
    {
        string text = error.SqliteErrorCode switch
        {
            raw.SQLITE_FULL => $"No room to write to '{path}': the disk is full. Nothing of this request was stored. Free some space and send it again.",
            raw.SQLITE_IOERR => $"The disk failed while '{path}' was used ({error.Message}). Nothing of this request was stored. Check the disk and the system log.",
            raw.SQLITE_NOTADB => $"'{path}' is not a SQLite database. Give another path, or move the file away.",
            raw.SQLITE_CORRUPT => $"'{path}' is damaged ({error.Message}). Stop Tandem, copy the file, and restore it from a backup or with the 'sqlite3' shell's .recover command.",
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => $"Another program keeps '{path}' locked. Close it (a database browser, a backup) and try again.",
            raw.SQLITE_READONLY or raw.SQLITE_PERM => $"'{path}' can't be written. Check the permissions of the file and its folder.",
            raw.SQLITE_CANTOPEN => $"'{path}' can't be opened. Check that it is a file and that its folder can be written.",
            _ => $"The database '{path}' answered: {error.Message}",
        };

        // What passes when somebody makes room, repairs the disk or lets go is no fault of the request.
        return error.SqliteErrorCode is raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_BUSY or raw.SQLITE_LOCKED
            ? new StorageUnavailableException(text, error)
            : new TandemException(text, error);
    }
}
