using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Tandem.Storage.Sqlite;

/// <summary>
/// The only writer of a store, on a thread of its own, with group commit: while one commit waits for the disk the next requests queue up,
/// and all of them share the following transaction. A request is answered after its commit. If a group fails it is rolled back
/// and every request of it runs again alone, so that only those that fail by themselves get the error.
/// </summary>
internal sealed class SqliteWriter
{
    private readonly SqliteSession _session;
    private readonly HighWaterMarks _marks;
    private readonly WriteTransaction _transaction;
    private readonly string _path;
    private readonly int _maxRows;
    private readonly Channel<WriteCommand> _queue;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The writer thread's own: the group of the open transaction, and a request that was taken but must not join it.
    private readonly List<WriteCommand> _group = [];
    private WriteCommand? _held;

    public SqliteWriter(SqliteSession session, HighWaterMarks marks, string path, SqliteStorageOptions options)
    {
        _session = session;
        _marks = marks;
        _transaction = new WriteTransaction(session, marks);
        _path = path;
        _maxRows = options.MaxRowsPerCommit;
        _queue = Channel.CreateBounded<WriteCommand>(new BoundedChannelOptions(options.QueueCapacity)
        {
            SingleReader = true,
            FullMode = BoundedChannelFullMode.Wait,
            // Wakes the writer without a detour over the thread pool; the callers' side only ever goes on inside WriteAsync below.
            AllowSynchronousContinuations = true,
        });
        new Thread(Run) { IsBackground = true, Name = "tandem-sqlite-writer" }.Start();
    }

    /// <summary>Faults for tests: called before each commit, on the writer's thread.</summary>
    public Action? BeforeCommit { get; set; }

    /// <summary>How many transactions were committed.</summary>
    public long Commits { get; private set; }

    public async Task<TResult> WriteAsync<TState, TResult>(WriteCommand<TState, TResult> command, CancellationToken cancellation)
    {
        try
        {
            await _queue.Writer.WriteAsync(command, cancellation).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(SqliteStore), $"The store '{_path}' is closed.");
        }

        return await command.Done.ConfigureAwait(false);
    }

    /// <summary>Takes no further requests, writes those that wait, and closes the connection.</summary>
    public Task StopAsync()
    {
        _queue.Writer.TryComplete();
        return _stopped.Task;
    }

    private void Run()
    {
        // Blocking is right here: the thread has nothing else to do.
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (TryTake(out WriteCommand? command))
            {
                if (command.Alone)
                    RunAlone(command);
                else
                    RunGroup(command);
            }
        }

        try
        {
            // Without it the next start would read the whole write-ahead log; it is as durable there.
            _session.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException)
        {
        }

        _session.Dispose();
        _stopped.SetResult();
    }

    private bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out WriteCommand? command)
    {
        command = _held;
        _held = null;
        return command is not null || _queue.Reader.TryRead(out command);
    }

    private bool TryJoin([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out WriteCommand? command)
    {
        if (!TryTake(out command))
            return false;
        if (!command.Alone)
            return true;
        _held = command;
        return false;
    }

    private void RunGroup(WriteCommand first)
    {
        try
        {
            _session.Prepare("BEGIN IMMEDIATE").Run();
        }
        catch (Exception error)
        {
            FailQueued(first, Describe(error));
            return;
        }

        _group.Clear();
        try
        {
            int rows = 0;
            WriteCommand? command = first;
            do
            {
                if (command.TryCancel())
                    continue;
                _group.Add(command);
                rows += command.Rows;
                command.Execute(_transaction);
            }
            while (rows < _maxRows && TryJoin(out command));
            Commit();
        }
        catch (Exception error)
        {
            RollBack();
            if (_group.Count == 1)
                _group[0].Fail(Describe(error));
            else
                _group.ForEach(RunAlone);
            return;
        }

        foreach (WriteCommand command in _group)
            command.Complete();
    }

    private void RunAlone(WriteCommand command)
    {
        if (command.TryCancel())
            return;
        try
        {
            _session.Prepare("BEGIN IMMEDIATE").Run();
            command.Execute(_transaction);
            Commit();
        }
        catch (Exception error)
        {
            RollBack();
            command.Fail(Describe(error));
            return;
        }

        command.Complete();
    }

    private void Commit()
    {
        _marks.Save(_session);
        BeforeCommit?.Invoke();
        _session.Prepare("COMMIT").Run();
        Commits++;
        _marks.Commit();
    }

    private void RollBack()
    {
        _marks.RollBack();
        try
        {
            // A full disk or an IO error may have rolled it back already.
            if (_session.InTransaction)
                _session.Prepare("ROLLBACK").Run();
        }
        catch (SqliteException)
        {
            // The next BEGIN reports what is wrong to its caller.
        }
    }

    /// <summary>The database is locked by another program: whoever queued meanwhile has waited long enough too.</summary>
    private void FailQueued(WriteCommand first, Exception error)
    {
        first.Fail(error);
        while (TryTake(out WriteCommand? command))
            command.Fail(error);
    }

    private Exception Describe(Exception error) => error is SqliteException sqlite ? SqliteErrors.Describe(sqlite, _path) : error;
}
