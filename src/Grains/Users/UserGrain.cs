using Microsoft.Extensions.Options;
using Orleans.Placement;
using Tandem.Grains.Catalog;
using Tandem.Grains.Interfaces.Events;
using Tandem.Grains.Interfaces.Users;
using Tandem.Grains.Items.Live;
using Tandem.Grains.Streaming;
using Tandem.Ranking;
using Tandem.Ranking.Partitions;
using Tandem.Storage;
using Tandem.Training.Online;

namespace Tandem.Grains.Users;

/// <summary>One user. Events go in, are folded into the history and stored once a batch; queries read the history and the silo's catalogue.</summary>
[GrainType(TypeName)]
[HashBasedPlacement]
[ImplicitStreamSubscription(EventStream.Namespace)]
internal sealed partial class UserGrain(
    [PersistentState("user", TandemStorageNames.Provider)] IPersistentState<UserState> state,
    CatalogueHolder catalogue,
    PartitionedRecommender recommender,
    RecallProbe probe,
    IEventLog log,
    IExampleLog exampleLog,
    ItemSignals itemSignals,
    IOptions<UserHistoryOptions> historyOptions,
    TimeProvider time,
    GrainInstruments instruments) : Grain, IUserGrain
{
    /// <summary>What the cluster calls this class; it is stored with every state.</summary>
    internal const string TypeName = "user";

    /// <summary>Replayed offsets that are remembered. A user with more dead letters than this has a bug behind it, not bad luck.</summary>
    private const int MaxReplayedOffsets = 256;

    private readonly UserTowerState _tower = new();

    private UserHistory _history = new();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        RestoreHistory();
        _stored.Raise(state.State.AppliedOffset);
        return Task.CompletedTask;
    }

    public async Task<int> ApplyAsync(UserEvent[] events)
    {
        UserEvent[] fresh = [.. events.Where(userEvent => userEvent.Offset > state.State.AppliedOffset)];
        if (fresh.Length > 0)
            await ChangeAsync(fresh, stored => stored.AppliedOffset = fresh[^1].Offset);

        instruments.EventsApplied(fresh.Length, events.Length - fresh.Length);
        return fresh.Length;
    }

    public async Task<bool> ReplayAsync(UserEvent userEvent)
    {
        if (state.State.ReplayedOffsets.Contains(userEvent.Offset))
            return false;

        await ChangeAsync([userEvent], stored =>
        {
            stored.ReplayedOffsets = [.. stored.ReplayedOffsets.TakeLast(MaxReplayedOffsets - 1), userEvent.Offset];
            stored.AppliedOffset = Math.Max(stored.AppliedOffset, userEvent.Offset);
        });
        instruments.EventsApplied(1, 0);
        return true;
    }

    public async Task<Recommendations?> RecommendAsync(RecommendationRequest request)
    {
        // Read once: the request sees one catalogue from start to end, whatever is activated meanwhile.
        if (catalogue.Current is not { } current)
            return null;

        long started = time.GetTimestamp();
        RecommendationQuery query = request.ToQuery(time.GetUtcNow());
        IReadOnlyList<RecommendedItem> items = await recommender.RecommendAsync(current, _history, query, _tower);
        instruments.UserVectorLookedUp(_tower.Steps);
        probe.Offer(current, _tower.Latest);
        instruments.Recommended(time.GetElapsedTime(started), anonymous: false);
        return RecommendationMessages.ToAnswer(current, items, query.Now, _history);
    }

    public Task<UserProfile> DescribeAsync() =>
        Task.FromResult(UserProfiles.Describe(this.GetPrimaryKeyString(), state.State.AppliedOffset, _history));

    public async Task EraseAsync()
    {
        // Events that are in the log but not applied yet must not bring the history back.
        string userId = this.GetPrimaryKeyString();
        long last = await log.LastOffsetAsync(log.PartitionOf(userId));
        UserState before = state.State;
        state.State = new UserState { AppliedOffset = Math.Max(before.AppliedOffset, last) };
        await WriteOrRestoreAsync(before);
        RestoreHistory();
        await exampleLog.DeleteUserExamplesAsync(userId);
    }

    private async Task ChangeAsync(UserEvent[] events, Action<UserState> mark)
    {
        UserState before = state.State;
        EventSignals signals = new();
        try
        {
            OutcomeExamples examples = new();
            foreach (UserEvent userEvent in events)
            {
                signals.Observe(_history, _history.Apply(userEvent.Event));
                examples.Observe(_history, userEvent.Event);
            }

            // Before the state: what a crash in between repeats, the log leaves out by its keys.
            if (examples.Found.Count > 0)
                await exampleLog.AppendAsync(examples.Found);
        }
        catch
        {
            RestoreHistory();
            throw;
        }

        UserState after = new()
        {
            History = _history.ToBytes(),
            AppliedOffset = before.AppliedOffset,
            ReplayedOffsets = before.ReplayedOffsets,
        };
        mark(after);
        state.State = after;
        await WriteOrRestoreAsync(before);

        // After the state: a delivery that is repeated finds its events applied, so nothing is counted twice.
        itemSignals.Add(signals);
    }

    /// <summary>After a failed write the grain goes on from what was stored last, so that a retry does not apply an event twice.</summary>
    private async Task WriteOrRestoreAsync(UserState before)
    {
        try
        {
            await state.WriteStateAsync();
            _stored.Raise(state.State.AppliedOffset);
        }
        catch
        {
            state.State = before;
            RestoreHistory();
            throw;
        }
    }

    private void RestoreHistory()
    {
        byte[] stored = state.State.History;
        _history = stored.Length == 0 ? new UserHistory(historyOptions.Value) : UserHistory.FromBytes(stored, historyOptions.Value);
    }
}
