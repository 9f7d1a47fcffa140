using Tandem.Ranking;
using Tandem.Towers;
using Tandem.Training.Evaluation;

namespace Tandem.Training.Online;

/// <summary>
/// Ranks the latest orders of held-out users, from what they had done before, with both models as they would be served, and compares
/// pairwise. A candidate passes unless it is worse: the interval lies below zero, or the mean has lost more than is tolerated.
/// </summary>
public static class PublishGate
{
    private const int Depth = 100;

    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static GateDecision Decide(
        ServingModel candidate, ServingModel champion, IReadOnlyList<HeldOutOrder> orders, GateOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(champion);
        ArgumentNullException.ThrowIfNull(orders);
        ArgumentNullException.ThrowIfNull(options);
        if (orders.Count < options.MinExamples)
        {
            return new GateDecision(false, $"There are {orders.Count} held-out orders yet, {options.MinExamples} are needed.", orders.Count, 0, 0, 0, 0);
        }

        Catalogue[] catalogues = [new(candidate), new(champion)];
        double[][] ndcg = [new double[orders.Count], new double[orders.Count]];
        for (int order = 0; order < orders.Count; order++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int model = 0; model < catalogues.Length; model++)
            {
                ndcg[model][order] = Rank(catalogues[model], orders[order]);
            }
        }

        (double mean, double low, double high) = PairedBootstrap.Difference(ndcg[0], ndcg[1], options.Seed);
        double average = ndcg[1].Average();
        (bool passed, string reason) = high < 0
            ? (false, "The candidate is worse than the active bundle.")
            : mean < -options.Tolerance * average
                ? (false, "The candidate may be worse than the active bundle by more than is tolerated.")
                : (true, "The candidate is not worse than the active bundle.");
        return new GateDecision(passed, reason, orders.Count, ndcg[0].Average(), average, low, high);
    }

    private static double Rank(Catalogue catalogue, HeldOutOrder order)
    {
        var query = new RecommendationQuery { Count = Depth, Now = DateTimeOffset.FromUnixTimeMilliseconds(order.At) };
        bool[] hits = [.. Recommender.Recommend(catalogue, order.History(), query).Select(item => order.Items.Contains(item.ItemId))];
        return RankingMetrics.Ndcg(hits, order.Items.Count, Depth);
    }
}
