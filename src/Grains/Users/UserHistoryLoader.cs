using Tandem.Domain;
using Tandem.Ranking;
using Tandem.Storage.Sqlite;

namespace Tandem.Grains.Users;

/// <summary>
/// Writes the histories of many users into a store that no node has open, as if their grains had lived through them: how a shop's
/// past gets into a new node without streaming every event of it.
/// </summary>
public static class UserHistoryLoader
{
    private const string GrainTypeName = "user";
    private const string StateName = "user";

    /// <summary>All or none, over whatever is stored. Events that the store's log holds already are not looked at.</summary>
    /// <returns>How many users were written.</returns>
    public static Task<long> LoadAsync(
        SqliteStore store,
        IReadOnlyCollection<KeyValuePair<string, UserHistory>> histories,
        IProgress<ProgressReport>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(histories);
        IEnumerable<GrainStateEntry<UserState>> entries = histories.Select(user => new GrainStateEntry<UserState>(
            StateName, GrainId.Create(GrainTypeName, user.Key), new UserState { History = user.Value.ToBytes() }));
        return SqliteGrainStorage.WithoutSilo(store).WriteManyAsync(entries, progress, cancellation);
    }
}
