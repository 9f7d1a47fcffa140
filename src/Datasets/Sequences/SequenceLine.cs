namespace Tandem.Datasets.Sequences;

/// <summary>One user's line of a sequences file.</summary>
/// <param name="User">The user's id.</param>
/// <param name="Items">Items, oldest first, not empty.</param>
/// <param name="HeldOut">Steps that the publisher kept back after these; they are in no file.</param>
internal readonly record struct SequenceLine(string User, ReadOnlyMemory<string> Items, int HeldOut = 0);
