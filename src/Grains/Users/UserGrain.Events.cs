using Orleans.Streams;
using Orleans.Streams.Core;
using Tandem.Grains.Interfaces.Events;

namespace Tandem.Grains.Users;

/// <summary>The grain's end of its stream. A delivery is done when its effect is stored; an error makes the agent try again.</summary>
internal sealed partial class UserGrain : IStreamSubscriptionObserver, IAsyncObserver<UserEvent[]>
{
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<UserEvent[]>().ResumeAsync(this);

    public Task OnNextAsync(UserEvent[] item, StreamSequenceToken? token = null) => ApplyAsync(item);

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
