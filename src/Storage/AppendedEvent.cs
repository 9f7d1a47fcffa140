namespace Tandem.Storage;

/// <summary>What became of one event of an append, in the order of the call.</summary>
/// <param name="Offset">Its offset, or that of the event stored earlier under the same id.</param>
/// <param name="Duplicate">True when the id was there already.</param>
public readonly record struct AppendedEvent(int Partition, long Offset, bool Duplicate);
