using System.Globalization;
using System.Runtime.CompilerServices;
using StackExchange.Redis;
using Tandem.Domain;

namespace Tandem.Storage.Redis;

/// <summary>
/// The examples as one Redis Stream; an example is stored as it came, with the places of its labels that were new. Trimming and erasing
/// forget the ids of the labels with their example.
/// </summary>
public sealed partial class RedisExampleLog : IExampleLog
{
    // Redis serves nobody else while a script runs: a step takes about a millisecond.
    private const int Step = 500;

    private readonly RedisStore _store;
    private readonly RedisKey _log;
    private readonly RedisKey _labels;
    private readonly RedisKey _last;

    /// <summary>The examples of a connected store. The store is not disposed with it.</summary>
    public RedisExampleLog(RedisStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
        _log = store.Key("examples", "log");
        _labels = store.Key("examples", "labels");
        _last = store.Key("examples", "last");
    }

    /// <inheritdoc/>
    public async Task<int> AppendAsync(IReadOnlyList<TrainingExample> examples, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(examples);
        foreach (TrainingExample example in examples)
            TrainingExampleCodec.Validate(example);
        if (examples.Count == 0)
            return 0;

        List<RedisValue> arguments = [];
        foreach (TrainingExample example in examples)
        {
            arguments.Add(example.UserId);
            arguments.Add(TrainingExampleCodec.Encode(example));
            arguments.Add(example.Labels.Count);
            arguments.AddRange(example.Labels.Select(static label => (RedisValue)label.EventId));
        }

        return (int)await _store.EvaluateAsync(ExampleLogScripts.Append, [_log, _labels, _last], [.. arguments], cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LoggedExample>> ReadAsync(long after, int count, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count == 0)
            return [];

        StreamEntry[] entries = await ReadEntriesAsync(after, count, cancellation).ConfigureAwait(false);
        return [.. entries.Select(static entry => new LoggedExample(StreamEntries.OffsetOf(entry.Id), Decode(entry["u"], entry["k"], entry["p"])))];
    }

    /// <inheritdoc/>
    /// <remarks>Redis looks through all examples, in steps.</remarks>
    public async IAsyncEnumerable<LoggedExample> ReadUserAsync(string userId, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        await foreach ((RedisValue entryId, TrainingExample? example) in FindAsync(userId, cancellation).ConfigureAwait(false))
            yield return new LoggedExample(StreamEntries.OffsetOf(entryId), example);
    }

    /// <inheritdoc/>
    public async Task<long> LastOffsetAsync(CancellationToken cancellation = default) =>
        (long)await _store.CallAsync(database => database.StringGetAsync(_last), cancellation).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<long> TrimAsync(long before, CancellationToken cancellation = default)
    {
        long deleted = 0;
        StreamEntry[] entries;
        do
        {
            entries = await ReadEntriesAsync(0, Step, cancellation).ConfigureAwait(false);
            StreamEntry[] old = [.. entries.TakeWhile(entry => StreamEntries.OffsetOf(entry.Id) < before)];
            deleted += await DeleteAsync([.. old.Select(static entry => (entry.Id, Decode(entry["u"], entry["k"], entry["p"])))], cancellation).ConfigureAwait(false);
            if (old.Length < entries.Length)
                break;
        }
        while (entries.Length == Step);
        return deleted;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Looks through all examples. The append-only file forgets them when Redis writes it anew, at the latest when it has doubled.
    /// </remarks>
    public async Task<long> DeleteUserExamplesAsync(string userId, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        long deleted = 0;
        await foreach ((RedisValue EntryId, TrainingExample? Example) found in FindAsync(userId, cancellation).ConfigureAwait(false))
            deleted += await DeleteAsync([found], cancellation).ConfigureAwait(false);

        return deleted;
    }

    private async IAsyncEnumerable<(RedisValue EntryId, TrainingExample? Example)> FindAsync(string userId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        RedisValue next = StreamEntries.IdOf(1);
        while (true)
        {
            var answer = (RedisValue[])(await _store.EvaluateAsync(ExampleLogScripts.FindUser, [_log], [userId, next, Step], cancellation).ConfigureAwait(false))!;
            foreach (RedisValue[] each in answer.Skip(1).Chunk(3))
                yield return (each[0], Decode(userId, each[1], each[2]));

            if (answer[0].IsNull)
                yield break;

            next = StreamEntries.IdOf(StreamEntries.OffsetOf(answer[0]) + 1);
        }
    }

    /// <summary>As they are stored.</summary>
    internal Task<StreamEntry[]> ReadEntriesAsync(long after, int count, CancellationToken cancellation) =>
        _store.CallAsync(database => database.StreamRangeAsync(_log, StreamEntries.IdOf(after + 1), "+", count), cancellation);

    private async Task<long> DeleteAsync((RedisValue EntryId, TrainingExample? Example)[] entries, CancellationToken cancellation)
    {
        if (entries.Length == 0)
            return 0;

        List<RedisValue> arguments = [];
        foreach ((RedisValue entryId, TrainingExample? example) in entries)
        {
            arguments.Add(entryId);
            arguments.Add(example?.Labels.Count ?? 0);
            arguments.AddRange((example?.Labels ?? []).Select(static label => (RedisValue)label.EventId));
        }

        return (long)await _store.EvaluateAsync(ExampleLogScripts.Delete, [_log, _labels], [.. arguments], cancellation).ConfigureAwait(false);
    }

    /// <summary>The example with the labels that were kept; null if it cannot be read.</summary>
    private static TrainingExample? Decode(RedisValue userId, RedisValue kept, RedisValue payload)
    {
        try
        {
            TrainingExample example = TrainingExampleCodec.Decode((byte[])payload!, userId!);
            return example with { Labels = [.. ((string)kept!).Split(',').Select(place => example.Labels[int.Parse(place, CultureInfo.InvariantCulture)])] };
        }
        catch (TandemException)
        {
            return null;
        }
    }
}
