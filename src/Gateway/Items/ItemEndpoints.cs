using System.Text.Json;
using Microsoft.Extensions.Options;
using Tandem.Domain;
using Tandem.Gateway.Json;
using Tandem.Gateway.OpenApi;
using Tandem.Gateway.Problems;
using Tandem.Grains.Interfaces.Items;

namespace Tandem.Gateway.Items;

/// <summary>Reading and writing single items.</summary>
internal static class ItemEndpoints
{
    private const string MergePatch = "application/merge-patch+json";

    public static void MapItems(this IEndpointRouteBuilder app)
    {
        app.MapPut("/v1/items/{id}", PutAsync)
            .WithTags("Items")
            .WithSummary("Add or replace an item")
            .WithDescription("Searchable by the next request. The same body again changes nothing.")
            .Accepts<ItemInput>("application/json")
            .Produces<ItemWriteAnswer>()
            .Produces<ItemWriteAnswer>(StatusCodes.Status201Created)
            .ProducesProblems(400, 409, 413, 415, 422, 503);

        app.MapPatch("/v1/items/{id}", PatchAsync)
            .WithTags("Items")
            .WithSummary("Change some fields of an item")
            .WithDescription("Fields that are there are set, null clears, others stay (RFC 7396).")
            .Accepts<ItemInput>("application/json", MergePatch)
            .Produces<ItemWriteAnswer>()
            .ProducesProblems(400, 404, 409, 413, 415, 422, 503);

        app.MapGet("/v1/items/{id}", GetAsync)
            .WithTags("Items")
            .WithSummary("Read an item")
            .Produces<ItemAnswer>()
            .ProducesProblems(400, 404, 503);

        app.MapDelete("/v1/items/{id}", DeleteAsync)
            .WithTags("Items")
            .WithSummary("Take an item out of every list")
            .WithDescription("Answers the same whether or not the item was there.")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblems(400, 503);
    }

    private static Task<IResult> PutAsync(string id, HttpContext http, IGrainFactory grains, IOptions<GatewayOptions> options) =>
        WriteAsync(http, options.Value, [], async (itemId, row) =>
        {
            ItemDescription? item = new ItemRowReader().Read(row, itemId, out long? revision, out RowProblem? problem);
            return item is null ? throw Refuse(problem!) : await grains.GetGrain<IItemGrain>(itemId).UpsertAsync(item, revision);
        });

    private static Task<IResult> PatchAsync(string id, HttpContext http, IGrainFactory grains, IOptions<GatewayOptions> options) =>
        WriteAsync(http, options.Value, [MergePatch], async (itemId, row) =>
        {
            ItemPatch? patch = new ItemRowReader().ReadPatch(row, itemId, out long? revision, out RowProblem? problem);
            return patch is null ? throw Refuse(problem!) : await grains.GetGrain<IItemGrain>(itemId).PatchAsync(patch, revision);
        });

    private static async Task<IResult> GetAsync(string id, HttpContext http, IGrainFactory grains)
    {
        _ = new QueryReader(http.Request.Query, []);
        return await grains.GetGrain<IItemGrain>(RouteIds.Read(http)).GetAsync() is { } stored
            ? Results.Json(ItemAnswer.From(stored), GatewayJson.Wire.ItemAnswer)
            : NotFound().ToResult();
    }

    private static async Task<IResult> DeleteAsync(string id, HttpContext http, IGrainFactory grains)
    {
        await grains.GetGrain<IItemGrain>(RouteIds.Read(http)).DeleteAsync();
        return Results.NoContent();
    }

    private static async Task<IResult> WriteAsync(
        HttpContext http, GatewayOptions options, string[] alsoJson, Func<string, JsonElement, Task<ItemWriteResult>> write)
    {
        string itemId = RouteIds.Read(http);
        if (JsonRows.IsLines(http.Request, alsoJson))
            throw new ProblemException(415, ProblemCodes.UnsupportedMediaType, "Send one JSON object as application/json.");

        using RequestBody body = await RequestBody.ReadAsync(http.Request, options.MaxBodyBytes, http.RequestAborted);
        using JsonDocument document = JsonRows.Parse(body.Bytes);
        ItemWriteResult result = await write(itemId, document.RootElement);
        if (ItemWriteAnswers.ProblemOf(result) is { } problem)
            return problem.ToResult();

        int status = result.Outcome == ItemWriteOutcome.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        return Results.Json(
            new ItemWriteAnswer(itemId, ItemWriteAnswers.NameOf(result.Outcome), result.Revision), GatewayJson.Wire.ItemWriteAnswer, statusCode: status);
    }

    private static ApiProblem NotFound() => ApiProblem.Of(404, ProblemCodes.ItemNotFound, "There is no such item.");

    private static ProblemException Refuse(RowProblem problem) =>
        new(problem.Code == ProblemCodes.NotAnObject && problem.Field is null ? 400 : 422, problem.Code, problem.Message, problem.Field);
}
