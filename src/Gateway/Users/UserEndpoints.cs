using Microsoft.Extensions.Options;
using Tandem.Gateway.Json;
using Tandem.Gateway.OpenApi;
using Tandem.Grains.Archive;
using Tandem.Grains.Interfaces.Users;
using Tandem.Grains.Streaming;

namespace Tandem.Gateway.Users;

/// <summary>A person's rights over their data.</summary>
internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/users/{id}", GetAsync)
            .WithTags("Users")
            .WithSummary("What is remembered of a user")
            .WithDescription("Reflects every event that was accepted before the request. A user nobody heard of is empty.")
            .Produces<UserAnswer>()
            .ProducesProblems(400, 503);

        app.MapGet("/v1/users/{id}/export", ExportAsync)
            .WithTags("Users")
            .WithSummary("Everything that is stored of a user")
            .Produces<UserExport>()
            .ProducesProblems(400, 503);

        app.MapPost("/v1/users/{id}/rebuild", RebuildAsync)
            .WithTags("Users")
            .WithSummary("Make a user's state anew from the archive and the log")
            .WithDescription("For a state that was lost or damaged. Harmless otherwise: the same events give the same state.")
            .Produces<RebuildAnswer>()
            .ProducesProblems(400, 422, 503);

        app.MapDelete("/v1/users/{id}", EraseAsync)
            .WithTags("Users")
            .WithSummary("Erase a user everywhere")
            .WithDescription("Erases the history, the events in the log and in the archive, and dead letters. Stop sending the user's events first.")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblems(400, 503);
    }

    private static async Task<IResult> GetAsync(
        string id, HttpContext http, IGrainFactory grains, IReadYourWrites fence, IOptions<GatewayOptions> options)
    {
        string userId = RouteIds.Read(http);
        _ = new QueryReader(http.Request.Query, []);
        await fence.WaitAsync(userId, options.Value.ReadYourWritesTimeout, http.RequestAborted);
        UserProfile profile = await grains.GetGrain<IUserGrain>(userId).DescribeAsync();
        return Results.Json(UserAnswer.From(profile), GatewayJson.Wire.UserAnswer);
    }

    private static async Task<IResult> ExportAsync(
        string id, HttpContext http, UserDataAccess data, IReadYourWrites fence, IOptions<GatewayOptions> options)
    {
        string userId = RouteIds.Read(http);
        await fence.WaitAsync(userId, options.Value.ReadYourWritesTimeout, http.RequestAborted);
        return Results.Json(await data.ExportAsync(userId, http.RequestAborted), GatewayJson.Wire.UserExport);
    }

    private static async Task<IResult> RebuildAsync(string id, HttpContext http, UserRebuild rebuild)
    {
        // Once begun it is finished, whether or not the caller still listens.
        int events = await rebuild.RebuildAsync(RouteIds.Read(http), CancellationToken.None);
        return Results.Json(new RebuildAnswer(events), GatewayJson.Wire.RebuildAnswer);
    }

    private static async Task<IResult> EraseAsync(string id, HttpContext http, UserDataAccess data)
    {
        // Once begun it is finished, whether or not the caller still listens.
        await data.EraseAsync(RouteIds.Read(http), CancellationToken.None);
        return Results.NoContent();
    }
}
