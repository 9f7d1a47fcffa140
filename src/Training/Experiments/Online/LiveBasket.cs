namespace Tandem.Training.Experiments.Online;

/// <summary>What one user did in one instant: the unit that is ranked, applied and learned.</summary>
/// <param name="At">Milliseconds since 1970-01-01 UTC.</param>
/// <param name="FirstRow">Among the rows of the interactions.</param>
/// <param name="EndRow">Last row + 1.</param>
internal readonly record struct LiveBasket(long At, int User, int FirstRow, int EndRow);
