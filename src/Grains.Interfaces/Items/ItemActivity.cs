namespace Tandem.Grains.Interfaces.Items;

/// <summary>What live events say of an item. Decayed figures are as of <paramref name="At"/>, in the time of the events.</summary>
/// <param name="At">Time of the latest event, in milliseconds since 1970-01-01 UTC.</param>
/// <param name="Totals">[actions] events by action.</param>
/// <param name="Mass">Decayed sum of squared strengths: what pairs are measured by.</param>
/// <param name="Orders">Orders, decayed with each of the half-lives of a bundle's statistics.</param>
/// <param name="Interest">Decayed strength of events that are no orders.</param>
/// <param name="Successors">Ids of the items that were taken after it, heaviest first.</param>
/// <param name="Weights">Their weights.</param>
[GenerateSerializer, Immutable]
[Alias("Tandem.ItemActivity")]
public sealed record ItemActivity(
    [property: Id(0)] long At,
    [property: Id(1)] long[] Totals,
    [property: Id(2)] double Mass,
    [property: Id(3)] double[] Orders,
    [property: Id(4)] double Interest,
    [property: Id(5)] string[] Successors,
    [property: Id(6)] double[] Weights);

/// <summary>What one silo has gathered for an item since its last signal.</summary>
/// <param name="Source">The run of a silo that sends it.</param>
/// <param name="Sequence">Grows from signal to signal of a source; a signal that is sent again has the number it had.</param>
[GenerateSerializer, Immutable]
[Alias("Tandem.ItemSignal")]
public sealed record ItemSignal([property: Id(0)] Guid Source, [property: Id(1)] long Sequence, [property: Id(2)] ItemActivity Activity);
