using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Tandem.Domain;

namespace Tandem.Storage.Sqlite;

/// <summary>
/// One SQLite file that holds the event log, the feeds and the grain states; the objects over those parts share this one.
/// One process at a time, one object per file. Thread-safe. Disposing it writes what waits and closes the file.
/// </summary>
public sealed class SqliteStore : IAsyncDisposable, IDisposable
{
    private const int WriterCacheKibibytes = 64 * 1024;
    private const int ReaderCacheKibibytes = 8 * 1024;

    // 16 MB of write-ahead log between checkpoints: fewer syncs of the main file than SQLite's 4 MB, still a fast restart.
    private const int CheckpointPages = 4000;

    private readonly SqliteStorageOptions _options;
    private readonly StoreLock _lock;
    private readonly ConcurrentStack<SqliteSession> _idle = new();
    private readonly SemaphoreSlim _slots;
    private int _closing;

    private SqliteStore(SqliteStorageOptions options, string path, TimeProvider time, StoreLock storeLock, SqliteSession session)
    {
        _options = options;
        _lock = storeLock;
        _slots = new SemaphoreSlim(options.ReadConnections);
        Path = path;
        Time = time;
        Marks.Load(session);
        Writer = new SqliteWriter(session, Marks, path, options);
    }

    /// <summary>The database file, absolute.</summary>
    public string Path { get; }

    /// <summary>Partitions of the event log.</summary>
    public int Partitions => _options.Partitions;

    internal TimeProvider Time { get; }

    internal HighWaterMarks Marks { get; } = new();

    internal SqliteWriter Writer { get; }

    /// <summary>Opens the file; makes it, its folder and its tables when missing, and upgrades an older one.</summary>
    /// <exception cref="TandemException">
    /// An option is out of range, another process uses the file, it is damaged, of another program or a newer version, or it has another
    /// number of partitions.
    /// </exception>
    public static SqliteStore Open(SqliteStorageOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        string errors = string.Join(' ', SqliteStorageOptionsValidator.Errors(options));
        if (errors.Length > 0)
            throw new TandemException(errors);

        string path = System.IO.Path.GetFullPath(options.Path);
        CreateFolder(path);
        StoreLock storeLock = StoreLock.Acquire(path);
        SqliteSession? session = null;
        try
        {
            session = SqliteSession.Open(path, options.BusyTimeout, WriterCacheKibibytes);
            SqliteSchema.Prepare(session, path, options.Partitions);
            UseWriteAheadLog(session, path, options.Durability);
            return new SqliteStore(options, path, time, storeLock, session);
        }
        catch (Exception error)
        {
            session?.Dispose();
            storeLock.Dispose();
            if (error is SqliteException sqlite)
                throw SqliteErrors.Describe(sqlite, path);
            throw;
        }
    }

    /// <summary>Completes when everything that was asked for before is stored.</summary>
    public Task FlushAsync(CancellationToken cancellation = default) =>
        WriteAsync(0, static (_, _) => 0, cancellation: cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closing, 1) != 0)
            return;

        // Running reads end first: the last connection to close folds the write-ahead log into the file.
        for (int slot = 0; slot < _options.ReadConnections; slot++)
            await _slots.WaitAsync().ConfigureAwait(false);
        while (_idle.TryPop(out SqliteSession? session))
            session.Dispose();
        await Writer.StopAsync().ConfigureAwait(false);
        _lock.Dispose();

        // Whoever waited for a slot goes on and sees that the store is closed.
        _slots.Release(_options.ReadConnections);
    }

    /// <inheritdoc/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>
    /// Runs <paramref name="work"/> in a transaction that others may share; completes after the commit. The work may run twice, the first
    /// time being rolled back. A request can be cancelled only while it waits.
    /// </summary>
    internal Task<TResult> WriteAsync<TState, TResult>(
        TState state, Func<WriteTransaction, TState, TResult> work, int rows = 1, bool alone = false, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return Writer.WriteAsync(new WriteCommand<TState, TResult>(state, work, cancellation) { Rows = rows, Alone = alone }, cancellation);
    }

    /// <summary>Runs a query on a read connection, off the caller's thread (a grain's turn must not wait for a disk).</summary>
    internal async Task<TResult> ReadAsync<TState, TResult>(
        TState state, Func<SqliteSession, TState, TResult> query, CancellationToken cancellation = default)
    {
        await _slots.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _closing) != 0, this);
            return await Task.Run(() => Read(state, query), cancellation).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }

    private TResult Read<TState, TResult>(TState state, Func<SqliteSession, TState, TResult> query)
    {
        SqliteSession? session = null;
        try
        {
            if (!_idle.TryPop(out session))
            {
                session = SqliteSession.Open(Path, _options.BusyTimeout, ReaderCacheKibibytes);
                session.Execute("PRAGMA query_only=ON");
            }

            return query(session, state);
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.Describe(error, Path);
        }
        finally
        {
            if (session is not null)
                _idle.Push(session);
        }
    }

    private static void CreateFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TandemException($"The folder of '{path}' can't be made: {error.Message} Give a path in a folder that can be written.", error);
        }
    }

    private static void UseWriteAheadLog(SqliteSession session, string path, SqliteDurability durability)
    {
        session.Execute("PRAGMA journal_mode=WAL");
        if (session.Query("SELECT journal_mode = 'wal' FROM pragma_journal_mode") != 1)
            throw new TandemException($"The file system of '{path}' can't hold a write-ahead log (network drives often can't). Use a local disk.");
        int synchronous = durability == SqliteDurability.Full ? 2 : 1;
        session.Execute(string.Create(
            CultureInfo.InvariantCulture,
            $"PRAGMA synchronous={synchronous}; PRAGMA wal_autocheckpoint={CheckpointPages}; PRAGMA journal_size_limit={CheckpointPages * 4096 * 4L}; PRAGMA temp_store=MEMORY"));
    }
}
