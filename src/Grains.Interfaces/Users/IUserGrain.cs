using Orleans.Concurrency;
using Tandem.Grains.Interfaces.Events;

namespace Tandem.Grains.Interfaces.Users;

/// <summary>One user: what is remembered of them and what they should see now. The key is the user's id.</summary>
[Alias("Tandem.IUserGrain")]
public interface IUserGrain : IGrainWithStringKey
{
    /// <summary>
    /// Applies events, ascending by offset; those at or below the last applied offset are skipped. Returns when the effect is stored,
    /// so a repeated delivery has the effect of one.
    /// </summary>
    /// <returns>How many were applied.</returns>
    [Alias("Apply")]
    Task<int> ApplyAsync([Immutable] UserEvent[] events);

    /// <summary>Applies one event that was set aside earlier; its offset may be below the last applied one, and counts once.</summary>
    /// <returns>False if this offset was replayed before.</returns>
    [Alias("Replay")]
    Task<bool> ReplayAsync(UserEvent userEvent);

    /// <summary>
    /// Puts a history of exactly these events, ascending by offset, in place of the stored one.
    /// </summary>
    /// <param name="events">All events of the user up to <paramref name="through"/>.</param>
    /// <param name="through">The offset that counts as applied from then on.</param>
    /// <returns>False, and nothing is changed, if later events are applied already: read on and try again.</returns>
    [Alias("Rebuild")]
    Task<bool> RebuildAsync([Immutable] UserEvent[] events, long through);

    /// <summary>Recommends from the silo's current catalogue. Null when no bundle is loaded.</summary>
    [Alias("Recommend")]
    Task<Recommendations?> RecommendAsync(RecommendationRequest request);

    /// <summary>Waits until everything of the user up to an offset is applied and stored, or until <paramref name="timeout"/> is over, which is shorter than a call may take.</summary>
    /// <returns>False if the time was over first.</returns>
    [Alias("WaitFor")]
    [AlwaysInterleave]
    Task<bool> WaitForAsync(long offset, TimeSpan timeout);

    /// <summary>What is remembered of the user; a user nobody heard of has an empty profile.</summary>
    [Alias("Describe")]
    Task<UserProfile> DescribeAsync();

    /// <summary>
    /// Forgets everything, including events that were accepted before this call but not applied yet. Only the log position stays, so that
    /// a repeated delivery cannot bring the history back.
    /// </summary>
    [Alias("Erase")]
    Task EraseAsync();
}
