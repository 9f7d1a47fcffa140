using Tandem.Grains.Interfaces.Events;

namespace Tandem.Grains.Tests.Streaming;

/// <summary>A fault: calls that bring an event of the item <see cref="ItemId"/> fail while it is switched on.</summary>
internal sealed class PoisonFilter : IIncomingGrainCallFilter
{
    public const string ItemId = "poison";

    public bool On { get; set; } = true;

    public Task Invoke(IIncomingGrainCallContext context)
    {
        for (int i = 0; On && i < context.Request.GetArgumentCount(); i++)
        {
            bool poisoned = context.Request.GetArgument(i) switch
            {
                UserEvent one => one.Event.ItemId == ItemId,
                UserEvent[] many => many.Any(one => one.Event.ItemId == ItemId),
                _ => false,
            };
            if (poisoned)
                throw new InvalidOperationException("This event cannot be applied.");
        }

        return context.Invoke();
    }
}
