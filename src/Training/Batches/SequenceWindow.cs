namespace Tandem.Training.Batches;

/// <summary>
/// A stretch of one user's rows that is one training sequence.
/// </summary>
/// <param name="User">Dense user code.</param>
/// <param name="Start">First row.</param>
/// <param name="End">Last row + 1.</param>
/// <param name="TargetStart">States before this row belong to an earlier window and have no target in this one.</param>
internal readonly record struct SequenceWindow(int User, int Start, int End, int TargetStart)
{
    public int Length => End - Start;
}
