using Tandem.Gateway.OpenApi;
using Tandem.Gateway.Problems;
using Tandem.Grains.Interfaces.Users;

namespace Tandem.Gateway.Recommendations;

/// <summary>The query parameters of lists.</summary>
internal static class RecommendationQueryFields
{
    public const int DefaultCount = 20;
    public const int MaxCount = 500;
    public const int MaxExcluded = 1_000;
    public const int MaxScenarioLength = 64;

    public static readonly QueryField Count = QueryField.Integer("count", "How many items, 1 to 500. Default 20.");
    public static readonly QueryField Category = QueryField.Text("category", "Only items below this category.");

    public static readonly QueryField[] ForUser =
    [
        Count,
        QueryField.Text("scenario", "Where the list is shown, at most 64 characters."),
        Category,
        QueryField.Number("minPrice", "Lowest price; items without a price do not pass."),
        QueryField.Number("maxPrice", "Highest price; items without a price do not pass."),
        QueryField.Texts("exclude", "An item that is not to be shown; may be given up to 1,000 times."),
        QueryField.Flag("includeSeen", "false leaves out what the user ordered or viewed. Default true: repeats are the best signal there is."),
        QueryField.Flag("explain", "true adds each source's part of the score. Default false."),
    ];

    public static readonly QueryField[] ForPopular = [Count, Category];

    public static readonly QueryField[] ForSimilar = [Count];

    /// <exception cref="ProblemException">400, a parameter is wrong.</exception>
    public static RecommendationRequest Read(IQueryCollection query, QueryField[] declared)
    {
        QueryReader reader = new(query, declared);
        RecommendationRequest request = new()
        {
            Count = reader.Integer("count", DefaultCount, 1, MaxCount),
            Scenario = reader.Text("scenario", MaxScenarioLength),
            Category = reader.Id("category"),
            MinPrice = reader.Number("minPrice"),
            MaxPrice = reader.Number("maxPrice"),
            Exclude = reader.Ids("exclude", MaxExcluded),
            IncludeSeen = reader.Flag("includeSeen", true),
            Explain = reader.Flag("explain", false),
        };
        return request.MinPrice > request.MaxPrice
            ? throw new ProblemException(400, ProblemCodes.PriceRangeEmpty, "'minPrice' is above 'maxPrice'.", "minPrice")
            : request;
    }
}
