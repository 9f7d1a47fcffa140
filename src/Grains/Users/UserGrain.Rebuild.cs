using Tandem.Grains.Interfaces.Events;
using Tandem.Ranking;

namespace Tandem.Grains.Users;

/// <summary>Making the state anew. Outcomes gave their examples when the events were first applied, so none come from here.</summary>
internal sealed partial class UserGrain
{
    public async Task<bool> RebuildAsync(UserEvent[] events, long through)
    {
        if (state.State.AppliedOffset > through)
            return false;

        UserHistory rebuilt = new(historyOptions.Value);
        foreach (UserEvent userEvent in events)
            rebuilt.Apply(userEvent.Event);

        // Replayed dead letters are among the events, and count as replayed.
        UserState before = state.State;
        state.State = new UserState { History = rebuilt.ToBytes(), AppliedOffset = through, ReplayedOffsets = before.ReplayedOffsets };
        await WriteOrRestoreAsync(before);
        RestoreHistory();
        return true;
    }
}
