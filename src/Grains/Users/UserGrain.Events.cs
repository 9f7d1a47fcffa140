using System.Diagnostics;
using Orleans.Streams;
using Orleans.Streams.Core;
using Tandem.Grains.Interfaces.Events;
using Tandem.Grains.Streaming;

namespace Tandem.Grains.Users;

/// <summary>The grain's end of its stream. A delivery is done when its effect is stored; an error makes the agent try again.</summary>
internal sealed partial class UserGrain : IStreamSubscriptionObserver, IAsyncObserver<UserEvent[]>
{
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<UserEvent[]>().ResumeAsync(this);

    public async Task OnNextAsync(UserEvent[] item, StreamSequenceToken? token = null)
    {
        using Activity? span = EventTracing.StartApply(item);
        try
        {
            await ApplyAsync(item);
        }
        catch (Exception error)
        {
            span?.SetStatus(ActivityStatusCode.Error, error.GetType().Name);
            throw;
        }
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
