namespace Tandem.Training.Online;

/// <summary>What a checkpoint keeps of an example; the rest is read from the log again.</summary>
/// <param name="Items">Codes of the positives that still stand.</param>
internal readonly record struct OnlineEntry(long Offset, int[] Items)
{
    public static OnlineEntry Of(OnlineExample example) => new(example.Offset, example.Positives);
}
