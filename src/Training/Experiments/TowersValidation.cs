using Tandem.Datasets;
using Tandem.Towers;
using Tandem.Training.Evaluation;

namespace Tandem.Training.Experiments;

/// <summary>What the towers alone find for the users of a validation window: the points of a run's curve.</summary>
/// <param name="fused">[items, Fused] row-major, with counts up to the window.</param>
/// <param name="events">All events.</param>
/// <param name="users">The users, at most <see cref="MaxUsers"/>; see <see cref="Sample"/>.</param>
/// <param name="items">Groups of items as of the window.</param>
/// <param name="metric">One of <see cref="MetricTable.Names"/>.</param>
internal sealed class TowersValidation(float[] fused, Interactions events, IReadOnlyList<TestUser> users, ItemGroups items, string metric)
{
    /// <summary>Users that make a point, at most.</summary>
    public const int MaxUsers = 500;

    /// <summary>Users of a window, spread evenly over those there are.</summary>
    public static IReadOnlyList<TestUser> Sample(IReadOnlyList<TestUser> window)
    {
        int taken = Math.Min(window.Count, MaxUsers);
        return [.. Enumerable.Range(0, taken).Select(i => window[(int)((long)i * window.Count / taken)])];
    }

    /// <summary>Mean of the metric over the users.</summary>
    public double Measure(TowerWeights weights, CancellationToken cancellation)
    {
        var ranker = new TowersRanker("validation", weights, fused, events);
        return Measurement.Run([ranker], users, items, "validating", null, cancellation)[0].All.Column(metric).Average();
    }
}
