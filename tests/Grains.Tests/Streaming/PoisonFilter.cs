using Orleans.Streams;
using Tandem.Grains.Interfaces.Events;

namespace Tandem.Grains.Tests.Streaming;

/// <summary>A fault: calls that bring an event of the item <see cref="ItemId"/> fail while it is switched on.</summary>
internal sealed class PoisonFilter : IIncomingGrainCallFilter
{
    public const string ItemId = "poison";

    public bool On { get; set; } = true;

    public Task Invoke(IIncomingGrainCallContext context)
    {
        IEnumerable<UserEvent> brought = Enumerable.Range(0, context.Request.GetArgumentCount())
            .SelectMany(index => Events(context.Request.GetArgument(index)));
        return On && brought.Any(userEvent => userEvent.Event.ItemId == ItemId)
            ? throw new InvalidOperationException("This event is poison.")
            : context.Invoke();
    }

    private static IEnumerable<UserEvent> Events(object? argument) => argument switch
    {
        UserEvent one => [one],
        UserEvent[] many => many,
        IBatchContainer batch => batch.GetEvents<UserEvent[]>().SelectMany(item => item.Item1),
        _ => [],
    };
}
