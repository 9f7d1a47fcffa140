namespace Tandem.Training.Online;

/// <summary>A cancellation takes back the positive of the order that it belongs to.</summary>
internal static class Withdrawal
{
    public static bool Applies(OnlineExample example, string userId, long decidedAt, int item) =>
        example.DecidedAt == decidedAt && example.UserId == userId && example.Positives.Contains(item);

    /// <summary>An example without any positive left is removed.</summary>
    public static void Apply(List<OnlineExample> examples, int index, int item)
    {
        OnlineExample example = examples[index];
        int[] left = [.. example.Positives.Where(positive => positive != item)];
        if (left.Length == 0)
        {
            examples.RemoveAt(index);
        }
        else
        {
            examples[index] = example with { Positives = left };
        }
    }
}
