namespace Tandem.Grains.Streaming;

/// <summary>Lets a query for a user wait for the user's events that were accepted before it. Thread-safe.</summary>
public interface IReadYourWrites
{
    /// <summary>Notes that a user's event at this offset was accepted.</summary>
    void Record(string userId, int partition, long offset);

    /// <summary>Waits until the user's events that are accepted now are applied, or until <paramref name="timeout"/> is over.</summary>
    /// <returns>False if the time was over first.</returns>
    ValueTask<bool> WaitAsync(string userId, TimeSpan timeout, CancellationToken cancellation = default);

    /// <summary>Nobody waits for this user's events any more: they were erased.</summary>
    void Forget(string userId);
}
