using Tandem.Ranking;

namespace Tandem.Training.Evaluation;

/// <summary>What each source of a model alone would answer, what a node would answer, and what the answer would be without each source.</summary>
internal sealed class ServingRanker : IRanker
{
    /// <summary>Name of the result that is the node's own answer.</summary>
    public const string BlendName = "blend";

    private const string TowersName = "towers";

    private readonly Catalogue _catalogue;
    private readonly IReadOnlyDictionary<string, int> _codes;
    private readonly IReadOnlyList<string> _itemIds;
    private readonly IReadOnlyList<string> _alone;
    private readonly bool _withBlend;

    /// <param name="codes">Item id to code in the dataset.</param>
    /// <param name="itemIds">Code to item id.</param>
    /// <param name="alone">Sources to ask alone.</param>
    /// <param name="withBlend">Also the blend, whole and without each source.</param>
    public ServingRanker(
        Catalogue catalogue, IReadOnlyDictionary<string, int> codes, IReadOnlyList<string> itemIds, IReadOnlyList<string> alone, bool withBlend)
    {
        _catalogue = catalogue;
        _codes = codes;
        _itemIds = itemIds;
        _alone = alone;
        _withBlend = withBlend;
        Names = withBlend ? [.. alone, BlendName, .. Sources(catalogue.Model).Select(static source => $"{BlendName} without {source}")] : alone;
    }

    public IReadOnlyList<string> Names { get; }

    /// <summary>The sources that a model has.</summary>
    public static IEnumerable<string> Sources(ServingModel model) =>
        SourceFeatures.SourceNames.Where(source => source != TowersName || model.Parts.Towers is not null);

    public int[][] Rank(TestUser user, int count, IReadOnlySet<int> without)
    {
        var query = new RecommendationQuery { Count = count, Now = user.Now, Exclude = [.. without.Select(item => _itemIds[item])] };
        RankingDissection answer = Recommender.Dissect(_catalogue, user.History, query);
        IEnumerable<IReadOnlyList<string>> lists = _alone.Select(source => answer.Alone[source]);
        if (_withBlend)
        {
            lists = [.. lists, answer.Blend, .. Sources(_catalogue.Model).Select(source => answer.Without[source])];
        }

        return [.. lists.Select(ids => ids.Select(id => _codes[id]).ToArray())];
    }
}
