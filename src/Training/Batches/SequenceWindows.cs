using Tandem.Datasets;

namespace Tandem.Training.Batches;

/// <summary>
/// Cuts users' rows into windows of at most <c>length</c> events. Windows of a long user overlap by half, and each state is a
/// target in exactly one of them, so that it has at least half a window of history behind it.
/// </summary>
internal static class SequenceWindows
{
    /// <summary>Most recent windows of one user that are used, so that a few robots do not fill the training set.</summary>
    public const int MaxPerUser = 16;

    /// <summary>The windows with at least one target, in user order. Anonymous baskets have one instant and so none.</summary>
    /// <param name="needed">Users without negatives of their own are left out; null takes all users.</param>
    public static SequenceWindow[] Cut(Interactions interactions, TargetFinder targets, int length, UserNegatives? needed = null)
    {
        var windows = new List<SequenceWindow>();
        int stride = Math.Max(1, length / 2);
        for (int user = 0; user < interactions.UserCount; user++)
        {
            int first = interactions.UserStart[user];
            int last = interactions.UserStart[user + 1];
            if (interactions.Anonymous[user] || needed?.Any(user) == false)
            {
                continue;
            }

            int end = last;
            for (int count = 0; count < MaxPerUser && end - first >= 2; count++, end -= stride)
            {
                int start = Math.Max(first, end - length);
                int targetStart = start == first ? first : end - stride;
                if (AnyTarget(targets, user, targetStart, end))
                {
                    windows.Add(new SequenceWindow(user, start, end, targetStart));
                }

                if (start == first)
                {
                    break;
                }
            }
        }

        return [.. windows];
    }

    private static bool AnyTarget(TargetFinder targets, int user, int start, int end)
    {
        for (int row = start; row < end; row++)
        {
            if (targets.HasTargets(user, row))
            {
                return true;
            }
        }

        return false;
    }
}
