using Tandem.Datasets;
using Tandem.Training.Batches;
using Tandem.Training.Targets;

namespace Tandem.Training.Negatives;

/// <summary>
/// Draws the negatives of each target, a source for each draw by the shares of those that have anything for the target. Immutable and
/// thread-safe.
/// </summary>
internal sealed class PairNegatives
{
    /// <summary>Draws that hit a positive of the state are tried again so often.</summary>
    private const int Attempts = 10;

    private readonly TargetStrategy _strategy;
    private readonly UserNegatives _own;

    /// <summary>By rule; hard negatives fall back to a uniform one.</summary>
    private readonly NegativeSampler[] _samplers;

    public PairNegatives(Interactions interactions, TargetStrategy strategy, UserNegatives own)
    {
        _strategy = strategy;
        _own = own;
        _samplers = [.. strategy.Negatives.Select(rule => NegativeSampler.Create(interactions, rule))];
    }

    /// <summary>[targets · NegativeCount] item codes.</summary>
    /// <param name="hard">Hard negatives of each state, by its flattened index; null when there are none yet.</param>
    public int[] Draw(BatchDraft draft, IReadOnlyDictionary<int, int[]>? hard, Random random)
    {
        var negatives = new int[draft.Targets * _strategy.NegativeCount];
        Span<double> shares = stackalloc double[_strategy.Negatives.Count];
        for (int target = 0; target < draft.Targets; target++)
        {
            HashSet<int> positives = draft.PositivesOf[draft.Position[target]];
            int[] near = hard?.GetValueOrDefault(draft.Position[target]) ?? [];
            double total = Shares(draft.User[target], shares);
            for (int draw = 0; draw < _strategy.NegativeCount; draw++)
            {
                int negative = Draw(draft, target, shares, total, near, random);
                for (int attempt = 1; attempt < Attempts && positives.Contains(negative); attempt++)
                {
                    negative = Draw(draft, target, shares, total, near, random);
                }

                negatives[(target * _strategy.NegativeCount) + draw] = negative;
            }
        }

        return negatives;
    }

    /// <summary>The shares of the rules that have anything for this user, and their sum.</summary>
    private double Shares(int user, Span<double> shares)
    {
        double total = 0;
        for (int rule = 0; rule < shares.Length; rule++)
        {
            bool silent = _strategy.Negatives[rule].IsPersonal && _own.Of(user, rule).IsEmpty;
            shares[rule] = silent ? 0 : _strategy.Negatives[rule].Share;
            total += shares[rule];
        }

        return total;
    }

    private int Draw(BatchDraft draft, int target, ReadOnlySpan<double> shares, double total, int[] near, Random random)
    {
        double place = random.NextDouble() * total;
        int rule = 0;
        while (rule + 1 < shares.Length && (shares[rule] == 0 || place >= shares[rule]))
        {
            place -= shares[rule++];
        }

        switch (_strategy.Negatives[rule].Source)
        {
            case NegativeSource.Cancelled or NegativeSource.FailedSignals or NegativeSource.Impressions:
                ReadOnlySpan<int> own = _own.Of(draft.User[target], rule);
                return own[random.Next(own.Length)];
            case NegativeSource.InBatch:
                return draft.Positive[random.Next(draft.Targets)];
            case NegativeSource.Hard when near.Length > 0:
                return near[random.Next(near.Length)];
            default:
                return _samplers[rule].Draw(random);
        }
    }
}
