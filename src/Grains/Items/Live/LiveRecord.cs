using Tandem.Grains.Interfaces.Items;

namespace Tandem.Grains.Items.Live;

/// <summary>One record of the live feed, which keeps the latest of each item: it is the stored state, and what every silo reads.</summary>
/// <param name="Marks">The last signal of each source, the latest source last.</param>
[GenerateSerializer, Immutable]
[Alias("Tandem.LiveRecord")]
internal sealed record LiveRecord(
    [property: Id(0)] string ItemId, [property: Id(1)] ItemActivity Activity, [property: Id(2)] SignalMark[] Marks)
{
    /// <summary>Sources that are remembered. A source sends a signal again for seconds, and restarts are minutes apart.</summary>
    private const int MaxMarks = 8;

    public bool Has(ItemSignal signal) => Marks.Any(mark => mark.Source == signal.Source && mark.Sequence >= signal.Sequence);

    /// <summary>The marks after a signal.</summary>
    public static SignalMark[] After(SignalMark[] marks, ItemSignal signal) =>
        [.. marks.Where(mark => mark.Source != signal.Source).TakeLast(MaxMarks - 1), new SignalMark(signal.Source, signal.Sequence)];
}

/// <summary>The last signal that was received from a source.</summary>
[GenerateSerializer, Immutable]
[Alias("Tandem.SignalMark")]
internal readonly record struct SignalMark([property: Id(0)] Guid Source, [property: Id(1)] long Sequence);
