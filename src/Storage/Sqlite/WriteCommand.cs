namespace Tandem.Storage.Sqlite;

/// <summary>One write request on its way to the writer.</summary>
internal abstract class WriteCommand(CancellationToken cancellation)
{
    protected CancellationToken Cancellation { get; } = cancellation;

    /// <summary>Rows it writes, about; bounds how much shares one commit.</summary>
    public int Rows { get; init; } = 1;

    /// <summary>Runs in a transaction of its own and once only. Other requests may run a second time when their group fails.</summary>
    public bool Alone { get; init; }

    /// <summary>True when the caller has given up, which is then settled.</summary>
    public abstract bool TryCancel();

    public abstract void Execute(WriteTransaction transaction);

    /// <summary>Called after the commit.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception error);
}

/// <inheritdoc/>
internal sealed class WriteCommand<TState, TResult>(
    TState state, Func<WriteTransaction, TState, TResult> work, CancellationToken cancellation)
    : WriteCommand(cancellation)
{
    // The writer's thread must never run a caller's continuation.
    private readonly TaskCompletionSource<TResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TResult? _result;

    public Task<TResult> Done => _done.Task;

    public override bool TryCancel() => Cancellation.IsCancellationRequested && _done.TrySetCanceled(Cancellation);

    public override void Execute(WriteTransaction transaction) => _result = work(transaction, state);

    public override void Complete() => _done.TrySetResult(_result!);

    public override void Fail(Exception error) => _done.TrySetException(error);
}
