using Orleans.Placement;
using Tandem.Grains.Interfaces.Training;

namespace Tandem.Grains.Training;

/// <summary>Hands out the lease. Who holds it is kept in memory only: after a restart the old token is not known, and a new one is larger.</summary>
[GrainType("training")]
[HashBasedPlacement]
internal sealed class TrainingGrain(
    [PersistentState("training", TandemStorageNames.Provider)] IPersistentState<TrainingGrainState> state,
    TimeProvider time) : Grain, ITrainingGrain
{
    private string? _holder;
    private DateTimeOffset _until;
    private TrainingReport? _report;
    private DateTimeOffset? _reportedAt;

    private bool IsHeld => _holder is not null && time.GetUtcNow() < _until;

    public async Task<TrainingLease?> AcquireAsync(string holder, TimeSpan duration)
    {
        if (IsHeld && _holder != holder)
            return null;

        if (!IsHeld)
            await WriteAsync(state.State with { Token = state.State.Token + 1 });

        _holder = holder;
        _until = time.GetUtcNow() + duration;
        return new TrainingLease(state.State.Token, state.State.Paused);
    }

    public Task<bool> RenewAsync(long token, TimeSpan duration, TrainingReport? report)
    {
        if (!IsHeld || token != state.State.Token)
            return Task.FromResult(false);

        _until = time.GetUtcNow() + duration;
        if (report is not null)
        {
            _report = report;
            _reportedAt = time.GetUtcNow();
        }

        return Task.FromResult(true);
    }

    public Task ReleaseAsync(long token)
    {
        if (token == state.State.Token)
            _holder = null;

        return Task.CompletedTask;
    }

    public async Task<TrainingStatus> SetPausedAsync(bool paused)
    {
        if (state.State.Paused != paused)
            await WriteAsync(state.State with { Paused = paused });

        return Status();
    }

    public Task<TrainingStatus> GetAsync() => Task.FromResult(Status());

    private TrainingStatus Status() => new(state.State.Paused, IsHeld ? _holder : null, state.State.Token, _reportedAt, _report);

    private async Task WriteAsync(TrainingGrainState next)
    {
        TrainingGrainState before = state.State;
        state.State = next;
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            state.State = before;
            throw;
        }
    }
}
