using Tandem.Features;

namespace Tandem.Training.Online;

/// <summary>An example in the codes of one model.</summary>
/// <param name="Offset">Its place in the example log.</param>
/// <param name="RipeAt">From when on its positives count, in milliseconds since 1970-01-01 UTC.</param>
/// <param name="Sequence">Events with items that the model knows; the item's code is the key.</param>
/// <param name="Positives">Distinct item codes that still stand; never empty.</param>
internal sealed record OnlineExample(long Offset, string UserId, long DecidedAt, long RipeAt, SequenceEvent[] Sequence, int[] Positives);
