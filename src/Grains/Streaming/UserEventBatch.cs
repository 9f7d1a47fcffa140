using Orleans.Providers.Streams.Common;
using Orleans.Streams;
using Tandem.Grains.Interfaces.Events;

namespace Tandem.Grains.Streaming;

/// <summary>Events of one user on their way, ascending by offset. The whole batch is one item of the user's stream.</summary>
[GenerateSerializer, Immutable]
[Alias("Tandem.UserEventBatch")]
internal sealed class UserEventBatch(StreamId streamId, UserEvent[] events) : IBatchContainer
{
    [Id(0)]
    public StreamId StreamId { get; } = streamId;

    [Id(1)]
    public UserEvent[] Events { get; } = events;

    /// <summary>The offset of the last event.</summary>
    public StreamSequenceToken SequenceToken => new EventSequenceTokenV2(Events[^1].Offset);

    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>() =>
        Events is T item ? [Tuple.Create(item, SequenceToken)] : [];

    /// <summary>How often its agent has sent it.</summary>
    [Id(2)]
    public int Attempts { get; private set; }

    /// <summary>There is no context; the agent asks before every attempt, which is where attempts are counted.</summary>
    public bool ImportRequestContext()
    {
        Attempts++;
        return false;
    }
}
