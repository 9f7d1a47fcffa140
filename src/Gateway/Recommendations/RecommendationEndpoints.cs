using System.Text.Json;
using Microsoft.Extensions.Options;
using Tandem.Domain;
using Tandem.Gateway.Json;
using Tandem.Gateway.OpenApi;
using Tandem.Gateway.Problems;
using Tandem.Grains.Interfaces.Users;
using Tandem.Grains.Streaming;

namespace Tandem.Gateway.Recommendations;

/// <summary>The endpoints that answer with a list of items.</summary>
internal static class RecommendationEndpoints
{
    public static void MapRecommendations(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/users/{id}/recommendations", ForUserAsync)
            .WithTags("Recommendations")
            .WithSummary("What a user should see now")
            .WithDescription("Reflects every event that was accepted before the request. A user without a history gets what is popular.")
            .WithQuery(RecommendationQueryFields.ForUser)
            .Produces<RecommendationsAnswer>()
            .ProducesProblems(400, 503);

        app.MapPost("/v1/recommendations", ForSessionAsync)
            .WithTags("Recommendations")
            .WithSummary("What a visitor without an id should see now")
            .WithDescription("The session's events come with the request and are not stored.")
            .Accepts<SessionInput>("application/json")
            .Produces<RecommendationsAnswer>()
            .ProducesProblems(400, 413, 415, 422, 503);

        app.MapGet("/v1/items/{id}/similar", SimilarAsync)
            .WithTags("Recommendations")
            .WithSummary("Items like this one")
            .WithQuery(RecommendationQueryFields.ForSimilar)
            .Produces<RecommendationsAnswer>()
            .ProducesProblems(400, 404, 503);

        app.MapGet("/v1/popular", PopularAsync)
            .WithTags("Recommendations")
            .WithSummary("What is popular now")
            .WithQuery(RecommendationQueryFields.ForPopular)
            .Produces<RecommendationsAnswer>()
            .ProducesProblems(400, 503);
    }

    private static async Task<IResult> ForUserAsync(
        string id, HttpContext http, IGrainFactory grains, IReadYourWrites fence, IOptions<GatewayOptions> options)
    {
        string userId = RouteIds.Read(http);
        RecommendationRequest request = RecommendationQueryFields.Read(http.Request.Query, RecommendationQueryFields.ForUser);
        await fence.WaitAsync(userId, options.Value.ReadYourWritesTimeout, http.RequestAborted);
        return RecommendationsAnswer.ToResult(await grains.GetGrain<IUserGrain>(userId).RecommendAsync(request));
    }

    private static async Task<IResult> ForSessionAsync(
        HttpContext http, IGrainFactory grains, IOptions<GatewayOptions> options, TimeProvider time)
    {
        if (JsonRows.IsLines(http.Request))
            throw new ProblemException(415, ProblemCodes.UnsupportedMediaType, "Send one JSON object as application/json.");

        using RequestBody body = await RequestBody.ReadAsync(http.Request, options.Value.MaxBodyBytes, http.RequestAborted);
        using JsonDocument document = JsonRows.Parse(body.Bytes);
        (List<ShopEvent> events, RecommendationRequest request) = SessionRequest.Read(document.RootElement, time.GetUtcNow());
        return RecommendationsAnswer.ToResult(await Recommender(grains).RecommendAsync([.. events], request));
    }

    private static async Task<IResult> SimilarAsync(string id, HttpContext http, IGrainFactory grains)
    {
        string itemId = RouteIds.Read(http);
        int count = RecommendationQueryFields.Read(http.Request.Query, RecommendationQueryFields.ForSimilar).Count;
        SimilarItems similar = await Recommender(grains).SimilarAsync(itemId, count);
        return similar.Known
            ? RecommendationsAnswer.ToResult(similar.Answer)
            : ApiProblem.Of(404, ProblemCodes.ItemNotFound, "There is no such item.").ToResult();
    }

    private static async Task<IResult> PopularAsync(HttpContext http, IGrainFactory grains) =>
        RecommendationsAnswer.ToResult(await Recommender(grains).PopularAsync(
            RecommendationQueryFields.Read(http.Request.Query, RecommendationQueryFields.ForPopular)));

    private static IRecommenderGrain Recommender(IGrainFactory grains) => grains.GetGrain<IRecommenderGrain>(0);
}
