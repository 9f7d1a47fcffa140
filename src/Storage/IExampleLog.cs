using Tandem.Domain;

namespace Tandem.Storage;

/// <summary>
/// A durable log of examples for the trainer, in one order over all users. Offsets grow and are never used twice. Thread-safe.
/// </summary>
public interface IExampleLog
{
    /// <summary>
    /// Appends; completes when the examples are durable. A label whose event id is in the log already is left out, and an example
    /// that has none left is not stored, so repeating a call changes nothing.
    /// </summary>
    /// <returns>How many labels are new.</returns>
    /// <exception cref="TandemException">An example has no label or an empty id; nothing of the call is stored.</exception>
    Task<int> AppendAsync(IReadOnlyList<TrainingExample> examples, CancellationToken cancellation = default);

    /// <summary>Examples with an offset greater than <paramref name="after"/>, ascending, at most <paramref name="count"/>.</summary>
    Task<IReadOnlyList<LoggedExample>> ReadAsync(long after, int count, CancellationToken cancellation = default);

    /// <summary>A user's examples, ascending by offset; others are not sent over.</summary>
    IAsyncEnumerable<LoggedExample> ReadUserAsync(string userId, CancellationToken cancellation = default);

    /// <summary>Offset of the last example that was ever appended, also when it has been trimmed since; 0 before the first.</summary>
    Task<long> LastOffsetAsync(CancellationToken cancellation = default);

    /// <summary>Deletes examples with an offset below <paramref name="before"/>. Their event ids are forgotten with them.</summary>
    /// <returns>How many examples were deleted.</returns>
    Task<long> TrimAsync(long before, CancellationToken cancellation = default);

    /// <summary>Deletes every example of a user and overwrites the freed space.</summary>
    /// <returns>How many examples were deleted.</returns>
    Task<long> DeleteUserExamplesAsync(string userId, CancellationToken cancellation = default);
}
