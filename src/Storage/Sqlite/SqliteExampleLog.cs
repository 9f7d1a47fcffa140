using System.Runtime.CompilerServices;
using Tandem.Domain;

namespace Tandem.Storage.Sqlite;

/// <summary>The examples of a <see cref="SqliteStore"/>.</summary>
public sealed class SqliteExampleLog : IExampleLog
{
    private const int Page = 100;

    // A long delete goes in steps, so that appends get their turn in between.
    private const int DeleteStep = 2000;

    private const string InsertLabel = "INSERT INTO example_labels (event_id, offset) VALUES (?1, ?2) ON CONFLICT (event_id) DO NOTHING";
    private const string Insert = "INSERT INTO examples (offset, user_id, payload) VALUES (?1, ?2, ?3)";
    private const string Select = "SELECT offset, user_id, payload FROM examples WHERE offset > ?1 ORDER BY offset LIMIT ?2";
    private const string SelectOfUser = "SELECT offset, user_id, payload FROM examples WHERE user_id = ?1 AND offset > ?2 ORDER BY offset LIMIT ?3";
    private const string TrimLabels = "DELETE FROM example_labels WHERE offset IN (SELECT offset FROM examples WHERE offset < ?1 ORDER BY offset LIMIT ?2)";
    private const string Trim = "DELETE FROM examples WHERE offset IN (SELECT offset FROM examples WHERE offset < ?1 ORDER BY offset LIMIT ?2)";
    private const string EraseLabels = "DELETE FROM example_labels WHERE offset IN (SELECT offset FROM examples WHERE user_id = ?1 ORDER BY offset LIMIT ?2)";
    private const string Erase = "DELETE FROM examples WHERE offset IN (SELECT offset FROM examples WHERE user_id = ?1 ORDER BY offset LIMIT ?2)";

    private readonly SqliteStore _store;
    private readonly HighWaterMark _mark;

    /// <summary>The examples of an open store. The store is not disposed with it.</summary>
    public SqliteExampleLog(SqliteStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
        _mark = store.Marks.Get("examples");
    }

    /// <inheritdoc/>
    public async Task<int> AppendAsync(IReadOnlyList<TrainingExample> examples, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(examples);
        foreach (TrainingExample example in examples)
            TrainingExampleCodec.Validate(example);
        if (examples.Count == 0)
            return 0;
        return await _store.WriteAsync((Log: this, Examples: examples), static (transaction, state) => state.Log.Append(transaction, state.Examples), examples.Count, cancellation: cancellation)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LoggedExample>> ReadAsync(long after, int count, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);

        // The trainer polls; most polls find nothing.
        if (count == 0 || after >= _mark.Committed)
            return [];
        return await _store.ReadAsync(
            (after, count), static (session, range) => Collect(session.Prepare(Select).Bind(1, range.after).Bind(2, range.count)), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LoggedExample> ReadUserAsync(string userId, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        long after = 0;
        List<LoggedExample> page;
        do
        {
            page = await _store.ReadAsync(
                (userId, after), static (session, user) => Collect(session.Prepare(SelectOfUser).Bind(1, user.userId).Bind(2, user.after).Bind(3, Page)), cancellation).ConfigureAwait(false);
            foreach (LoggedExample logged in page)
            {
                yield return logged;
                after = logged.Offset;
            }
        }
        while (page.Count == Page);
    }

    /// <inheritdoc/>
    public Task<long> LastOffsetAsync(CancellationToken cancellation = default) => Task.FromResult(_mark.Committed);

    /// <inheritdoc/>
    public Task<long> TrimAsync(long before, CancellationToken cancellation = default) => InStepsAsync(
        before,
        static (transaction, limit) =>
        {
            transaction.Prepare(TrimLabels).Bind(1, limit).Bind(2, DeleteStep).Run();
            return transaction.Prepare(Trim).Bind(1, limit).Bind(2, DeleteStep).Run();
        },
        cancellation);

    /// <inheritdoc/>
    public Task<long> DeleteUserExamplesAsync(string userId, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        return InStepsAsync(
            userId,
            static (transaction, user) =>
            {
                transaction.RunErasing(transaction.Prepare(EraseLabels).Bind(1, user).Bind(2, DeleteStep));
                return transaction.RunErasing(transaction.Prepare(Erase).Bind(1, user).Bind(2, DeleteStep));
            },
            cancellation);
    }

    private int Append(WriteTransaction transaction, IReadOnlyList<TrainingExample> examples)
    {
        int labels = 0;
        foreach (TrainingExample example in examples)
        {
            SqliteStatement insertLabel = transaction.Prepare(InsertLabel);
            long offset = _mark.Pending + 1;
            ExampleLabel[] fresh = [.. example.Labels.Where(label => insertLabel.Bind(1, label.EventId).Bind(2, offset).Run() == 1)];
            if (fresh.Length == 0)
                continue;

            byte[] payload = TrainingExampleCodec.Encode(example with { Labels = fresh });
            transaction.Prepare(Insert).Bind(1, transaction.Next(_mark)).Bind(2, example.UserId).Bind(3, payload).Run();
            labels += fresh.Length;
        }

        return labels;
    }

    private static List<LoggedExample> Collect(SqliteStatement select)
    {
        try
        {
            var examples = new List<LoggedExample>();
            while (select.Step())
                examples.Add(new LoggedExample(select.Int64(0), Read(select.Blob(2).ToArray(), select.Text(1))));
            return examples;
        }
        finally
        {
            select.Reset();
        }
    }

    private static TrainingExample? Read(byte[] payload, string userId)
    {
        try
        {
            return TrainingExampleCodec.Decode(payload, userId);
        }
        catch (TandemException)
        {
            return null;
        }
    }

    private async Task<long> InStepsAsync<TState>(TState state, Func<WriteTransaction, TState, int> step, CancellationToken cancellation)
    {
        long deleted = 0;
        int last;
        do
        {
            last = await _store.WriteAsync(state, step, DeleteStep, cancellation: cancellation).ConfigureAwait(false);
            deleted += last;
        }
        while (last == DeleteStep);
        return deleted;
    }
}
