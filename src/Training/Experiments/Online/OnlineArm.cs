using Tandem.Ranking;
using Tandem.Towers;

namespace Tandem.Training.Experiments.Online;

/// <summary>One way to keep a bundle up to date: the model that it would serve now, and what its answers were worth.</summary>
/// <param name="live">Live counters and pairs change its catalogue, as they do a node's.</param>
internal sealed class OnlineArm(string name, bool live = false)
{
    private const int Depth = 100;

    private Catalogue? _catalogue;

    public string Name { get; } = name;

    /// <summary>By basket, as ranked; NaN where the arm had no model for it.</summary>
    public List<double> Blend { get; } = [];

    /// <summary>The same of the towers' own candidates.</summary>
    public List<double> Towers { get; } = [];

    /// <summary>Time of one thread spent on keeping it up to date.</summary>
    public TimeSpan Cost { get; set; }

    /// <summary>How often it was brought up to date.</summary>
    public int Updates { get; set; }

    /// <summary>What it serves; null while it is out.</summary>
    public ServingModel? Model => _catalogue?.Model;

    /// <summary>Null takes the arm out until it has a model again.</summary>
    public void Serve(ServingModel? model)
    {
        Catalogue? next = model is null ? null : new Catalogue(model);
        _catalogue = live && _catalogue is not null ? next?.WithLiveOf(_catalogue) : next;
    }

    /// <summary>Takes over what was flushed of items.</summary>
    public void Follow(IEnumerable<LiveItem> items, TimeSpan timeConstant)
    {
        foreach (LiveItem item in live ? items : [])
        {
            _catalogue = _catalogue?.WithLive(item, timeConstant);
        }
    }

    public void Rank(UserHistory history, long at, HashSet<string> truth)
    {
        if (_catalogue is null)
        {
            Blend.Add(double.NaN);
            Towers.Add(double.NaN);
            return;
        }

        var query = new RecommendationQuery { Count = Depth, Now = DateTimeOffset.FromUnixTimeMilliseconds(at) };
        float[]? user = Recommender.UserVector(_catalogue, history);
        Blend.Add(Ndcg(Recommender.Recommend(_catalogue, history, query, user), truth));
        Towers.Add(Ndcg(Recommender.RecommendFrom("towers", _catalogue, history, query, user), truth));
    }

    private static double Ndcg(IReadOnlyList<RecommendedItem> items, HashSet<string> truth)
    {
        bool[] hits = [.. items.Select(item => truth.Contains(item.ItemId))];
        return RankingMetrics.Ndcg(hits, truth.Count, Depth);
    }
}
