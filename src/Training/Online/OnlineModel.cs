using Tandem.Domain;
using Tandem.Ranking;
using Tandem.Towers;
using Tandem.Training.Targets;

namespace Tandem.Training.Online;

/// <summary>What online training takes from a bundle and does not change: items, content, strategy, and the towers it begins with.</summary>
public sealed class OnlineModel
{
    /// <summary>What an item without an order counts as a negative: newcomers must be told apart as well.</summary>
    private const double LeastCount = 0.1;

    /// <summary>Half-life of the counts that negatives are drawn by, in days.</summary>
    private const int CountHalfLife = 60;

    private readonly Dictionary<string, int> _codes;
    private readonly IReadOnlyList<ItemDescription> _items;

    private OnlineModel(ModelParts parts, TargetStrategy strategy)
    {
        Version = parts.Manifest.Version;
        Strategy = strategy;
        Outcome = parts.Manifest.Outcome is { } name && EventActions.TryParse(name, out EventAction outcome) ? outcome : EventAction.Order;
        LabelDelay = TimeSpan.FromDays(strategy.Positives.Where(rule => rule.Covers(Outcome, Outcome)).Select(static rule => rule.KnownAfterDays).DefaultIfEmpty(0).Max());
        TrainedUntil = parts.Manifest.TrainedUntil.ToUnixTimeMilliseconds();
        ExampleCursor = parts.Manifest.ExampleCursor ?? 0;
        Towers = parts.Towers!;
        Fused = parts.Fused!;
        EventCounts = Array.ConvertAll(parts.Statistics[ItemStatistics.Orders(CountHalfLife)], static count => Math.Max(count, LeastCount));
        _items = parts.Items;
        _codes = new Dictionary<string, int>(parts.Items.Count, StringComparer.Ordinal);
        for (int code = 0; code < parts.Items.Count; code++)
        {
            _codes.Add(parts.Items[code].ItemId, code);
        }
    }

    /// <summary>The bundle's version.</summary>
    public string Version { get; }

    public TargetStrategy Strategy { get; }

    /// <summary>The action that makes an item a positive.</summary>
    public EventAction Outcome { get; }

    /// <summary>How long after it a positive is known to stand; until then a cancellation takes it back.</summary>
    public TimeSpan LabelDelay { get; }

    /// <summary>Offset in the example log up to which the bundle has learned; 0 for none of it.</summary>
    public long ExampleCursor { get; }

    /// <summary>Orders up to here the bundle has learned from its dataset, in milliseconds since 1970-01-01 UTC.</summary>
    internal long TrainedUntil { get; }

    internal TowerWeights Towers { get; }

    /// <summary>[items, Fused]</summary>
    internal float[] Fused { get; }

    /// <summary>[items], above 0.</summary>
    internal double[] EventCounts { get; }

    internal int Items => _codes.Count;

    /// <summary>Reads the bundle; null, with the reason, when its towers cannot go on learning from live examples.</summary>
    public static OnlineModel? TryCreate(ServingModel model, out string? reason)
    {
        ArgumentNullException.ThrowIfNull(model);
        ModelParts parts = model.Parts;
        reason = null;
        if (parts.Towers is null || parts.Fused is null)
        {
            reason = $"Bundle {parts.Manifest.Version} has no towers or no features.";
            return null;
        }

        try
        {
            TargetStrategy strategy = TargetStrategy.FromJson(parts.Manifest.Target);
            if (!strategy.IsPairwise)
            {
                return new OnlineModel(parts, strategy);
            }

            reason = $"Bundle {parts.Manifest.Version} was trained with '{strategy.Name}', whose negatives need each user's whole history; train one with sampled-softmax.";
        }
        catch (TandemException invalid)
        {
            reason = $"Bundle {parts.Manifest.Version} has no target strategy to go on with: {invalid.Message}";
        }

        return null;
    }

    internal string ItemId(long code) => _items[(int)code].ItemId;

    internal bool TryGetCode(string itemId, out int code) => _codes.TryGetValue(itemId, out code);
}
