namespace Tandem.Grains.Interfaces.Archive;

/// <summary>
/// The one writer of a partition's event archive in the whole cluster; the key is the partition. Writing and erasing take turns: a file
/// that is on its way must not bring back what is being erased.
/// </summary>
[Alias("Tandem.IEventArchiveGrain")]
public interface IEventArchiveGrain : IGrainWithIntegerKey
{
    /// <summary>Writes what the partition has behind its last file.</summary>
    /// <returns>How many events were written.</returns>
    [Alias("Write")]
    [ResponseTimeout("00:30:00")]
    Task<long> WriteAsync();

    /// <summary>Writes every file that has events of the user anew without them, and deletes the old ones. The user's partition is this one.</summary>
    [Alias("Erase")]
    [ResponseTimeout("00:30:00")]
    Task EraseAsync(string userId);
}
