using Orleans.Streams;
using Tandem.Grains.Interfaces.Events;

namespace Tandem.Grains.Tests.Streaming;

/// <summary>A fault: calls that bring an event of the item <see cref="ItemId"/> fail while it is switched on.</summary>
internal sealed class PoisonFilter : IIncomingGrainCallFilter
{
    public const string ItemId = "poison";

    private int _failed;

    public bool On { get; set; } = true;

    /// <summary>What such a call fails with.</summary>
    public Func<Exception> Error { get; set; } = static () => new InvalidOperationException("This event is poison.");

    /// <summary>Calls that failed so far.</summary>
    public int Failed => _failed;

    public Task Invoke(IIncomingGrainCallContext context)
    {
        IEnumerable<UserEvent> brought = Enumerable.Range(0, context.Request.GetArgumentCount())
            .SelectMany(index => Events(context.Request.GetArgument(index)));
        if (!On || !brought.Any(userEvent => userEvent.Event.ItemId == ItemId))
            return context.Invoke();

        Interlocked.Increment(ref _failed);
        throw Error();
    }

    private static IEnumerable<UserEvent> Events(object? argument) => argument switch
    {
        UserEvent one => [one],
        UserEvent[] many => many,
        IBatchContainer batch => batch.GetEvents<UserEvent[]>().SelectMany(item => item.Item1),
        _ => [],
    };
}
