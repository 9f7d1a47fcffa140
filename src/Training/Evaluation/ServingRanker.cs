using Tandem.Ranking;

namespace Tandem.Training.Evaluation;

/// <summary>What a node would answer, what each of its sources alone would, and what the answer would be without each source.</summary>
/// <param name="catalogue">The model to ask.</param>
/// <param name="codes">Item id to code in the dataset.</param>
/// <param name="itemIds">Code to item id.</param>
/// <param name="alone">Sources to ask alone.</param>
/// <param name="without">Sources to leave out of the blend, one at a time.</param>
internal sealed class ServingRanker(
    Catalogue catalogue, IReadOnlyDictionary<string, int> codes, IReadOnlyList<string> itemIds, IReadOnlyList<string> alone, IReadOnlyList<string> without)
    : IRanker
{
    /// <summary>Name of the result that is the node's own answer.</summary>
    public const string BlendName = "blend";

    public IReadOnlyList<string> Names { get; } = [.. alone, BlendName, .. without.Select(NameWithout)];

    /// <summary>Name of the result that is the blend without a source, its other weights unchanged.</summary>
    public static string NameWithout(string source) => $"{BlendName} without {source}";

    public int[][] Rank(TestUser user, int count, IReadOnlySet<int> hidden)
    {
        var query = new RecommendationQuery { Count = count, Now = user.Now, Exclude = [.. hidden.Select(item => itemIds[item])] };
        RankingDissection answer = Recommender.Dissect(catalogue, user.History, query);
        return
        [
            .. alone.Select(source => Codes(answer.Alone[source])),
            Codes(answer.Blend),
            .. without.Select(source => Codes(answer.Without[source])),
        ];
    }

    private int[] Codes(IReadOnlyList<string> ids) => [.. ids.Select(id => codes[id])];
}
