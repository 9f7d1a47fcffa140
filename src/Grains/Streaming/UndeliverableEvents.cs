using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Tandem.Grains.Interfaces.Events;
using Tandem.Grains.Interfaces.Users;
using Tandem.Storage;

namespace Tandem.Grains.Streaming;

/// <summary>
/// What happens to a batch that its user did not take within <see cref="EventStreamOptions.DeliveryTimeout"/>: its events are tried one by
/// one, so that a bad one does not take the good ones with it, and those that fail by their own fault are set aside as dead letters. When
/// the store or a silo is away, no event is at fault: it is delivered again for as long as that lasts. The agent goes on with the user's
/// next events only after that.
/// </summary>
internal sealed partial class UndeliverableEvents(
    Func<EventCache> cache,
    IGrainFactory grains,
    DeadLetterLog deadLetters,
    GrainInstruments instruments,
    TimeProvider time,
    ILogger<UndeliverableEvents> logger) : IStreamFailureHandler
{
    public bool ShouldFaultSubsriptionOnError => false;

    public async Task OnDeliveryFailure(GuidId subscriptionId, string streamProviderName, StreamId streamIdentity, StreamSequenceToken? sequenceToken)
    {
        if (cache().TakeFailed(streamIdentity) is not { } batch)
            return;

        instruments.DeliveryRetried(batch.Attempts);
        int done = 0;
        try
        {
            foreach (UserEvent userEvent in batch.Events)
            {
                await ApplyOrSetAsideAsync(userEvent, batch.Attempts + 1);
                cache().Applied([userEvent]);
                done++;
            }
        }
        catch (Exception error)
        {
            // The store or the user's silo is away. Nothing is lost: the rest is delivered again.
            LogDeliveredAgain(error);
            cache().Return(streamIdentity, batch.Events[done..]);
        }
    }

    /// <summary>The user could not be reached to begin with; the delivery that follows is tried, and fails or succeeds, on its own.</summary>
    public Task OnSubscriptionFailure(GuidId subscriptionId, string streamProviderName, StreamId streamIdentity, StreamSequenceToken? sequenceToken) =>
        Task.CompletedTask;

    private async Task ApplyOrSetAsideAsync(UserEvent userEvent, int attempt)
    {
        // Fails while no silo is known that takes users, which is no fault of the event.
        IUserGrain user = grains.GetGrain<IUserGrain>(userEvent.Event.UserId);
        try
        {
            await user.ApplyAsync([userEvent]);
        }
        catch (Exception error) when (!IsOutage(error))
        {
            string reason = $"{error.GetType().Name}: {error.Message}";
            DeadLetter letter = new(userEvent.Offset, userEvent.Event, reason, attempt, time.GetUtcNow());
            await deadLetters.AppendAsync(letter, CancellationToken.None);
        }
    }

    /// <summary>
    /// An error that any event would meet now, and none later. A conflict of versions is one of them: a write whose answer was lost leaves
    /// the grain with an old version until it is activated anew.
    /// </summary>
    private static bool IsOutage(Exception error) =>
        error is StorageUnavailableException or OrleansException or TimeoutException or OperationCanceledException;

    [LoggerMessage(Level = LogLevel.Error, Message = "Events could be neither applied nor set aside; they are delivered again.")]
    private partial void LogDeliveredAgain(Exception error);
}
