using System.Runtime.InteropServices;
using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Training.Targets;

namespace Tandem.Training.Batches;

/// <summary>
/// All events that can be positives, by user and time: of an action that a rule covers, not undone where that matters, each at the
/// moment it belongs to.
/// </summary>
internal sealed class LabelTable
{
    private readonly Label[] _labels;
    private readonly int[] _start;

    public LabelTable(Interactions interactions, TargetStrategy strategy)
    {
        bool[] covered = [.. Enumerable.Range(0, EventActions.Count).Select(action => strategy.Positives.Any(rule => rule.Covers((EventAction)action, interactions.Outcome)))];
        bool[] undone = strategy.DropCancelled ? Cancellations.Find(interactions) : new bool[interactions.Count];
        var labels = new List<Label>();
        _start = new int[interactions.UserCount + 1];
        for (int user = 0; user < interactions.UserCount; user++)
        {
            Add(interactions, user, row => covered[(int)interactions.Action[row]] && !undone[row], strategy.LabelTime, labels);
            _start[user + 1] = labels.Count;
            if (strategy.LabelTime == LabelTime.Decision)
            {
                CollectionsMarshal.AsSpan(labels)[_start[user]..].Sort(static (a, b) => a.At != b.At ? a.At.CompareTo(b.At) : a.Row.CompareTo(b.Row));
            }
        }

        _labels = [.. labels];
    }

    /// <summary>The user's labels later than a moment, in time order.</summary>
    public ReadOnlySpan<Label> After(int user, long moment)
    {
        ReadOnlySpan<Label> own = _labels.AsSpan(_start[user].._start[user + 1]);
        (int low, int high) = (0, own.Length);
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = own[middle].At > moment ? (low, middle) : (middle + 1, high);
        }

        return own[low..];
    }

    /// <summary>[items] labels of each item.</summary>
    public double[] CountItems(Interactions interactions)
    {
        var counts = new double[interactions.ItemCount];
        foreach (Label label in _labels)
        {
            counts[interactions.Item[label.Row]]++;
        }

        return counts;
    }

    private static void Add(Interactions interactions, int user, Func<int, bool> isLabel, LabelTime time, List<Label> labels)
    {
        int first = interactions.UserStart[user];
        int end = interactions.UserStart[user + 1];
        var firstBought = new Dictionary<int, long>();
        var orderedAt = new Dictionary<(int Item, int Order), long>();
        for (int row = first; row < end; row++)
        {
            if (Cancellations.IsPurchase(interactions, row))
            {
                firstBought.TryAdd(interactions.Item[row], interactions.OccurredAt[row]);
            }
        }

        for (int row = first; row < end; row++)
        {
            (int Item, int Order) line = (interactions.Item[row], interactions.Order[row]);
            long at = interactions.OccurredAt[row];
            if (interactions.Action[row] == EventAction.Order)
            {
                orderedAt[line] = at;
            }

            if (isLabel(row))
            {
                long moment = time == LabelTime.Decision ? orderedAt.GetValueOrDefault(line, at) : at;
                labels.Add(new Label(moment, row, firstBought.GetValueOrDefault(line.Item, long.MaxValue)));
            }
        }
    }
}
