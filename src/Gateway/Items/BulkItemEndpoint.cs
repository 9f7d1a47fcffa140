using Microsoft.Extensions.Options;
using Tandem.Domain;
using Tandem.Gateway.Json;
using Tandem.Gateway.OpenApi;
using Tandem.Grains.Interfaces.Items;

namespace Tandem.Gateway.Items;

/// <summary><c>POST /v1/items</c>: many items in one request. A whole catalogue comes as a bundle, not this way.</summary>
internal static class BulkItemEndpoint
{
    public static void MapBulkItems(this IEndpointRouteBuilder app) =>
        app.MapPost("/v1/items", PostAsync)
            .WithTags("Items")
            .WithSummary("Add or replace many items")
            .WithDescription("One item a line (application/x-ndjson), or an array. Each row is written on its own and has its own result.")
            .Accepts<ItemInput>("application/x-ndjson", "application/json")
            .Produces<ItemsAnswer>()
            .ProducesProblems(400, 413, 415, 422, 503);

    private static async Task<IResult> PostAsync(HttpContext http, IGrainFactory grains, IOptions<GatewayOptions> options)
    {
        bool lines = JsonRows.IsLines(http.Request);
        Rejections rejections = new();
        List<Row> rows;
        using (RequestBody body = await RequestBody.ReadAsync(http.Request, options.Value.MaxBodyBytes, http.RequestAborted))
            rows = Read(body.Bytes, lines, rejections);

        ItemWriteResult[] results = await WriteAsync(rows, grains, options.Value.ParallelItemWrites, http.RequestAborted);
        return Answer(rows, results, rejections);
    }

    private static List<Row> Read(ReadOnlyMemory<byte> body, bool lines, Rejections rejections)
    {
        List<Row> rows = [];
        ItemRowReader reader = new();
        RowVisitor visit = (index, element, problem) =>
        {
            long? revision = null;
            if (problem is null && reader.Read(element, itemId: null, out revision, out problem) is { } item)
                rows.Add(new Row(index, item, revision));
            else
                rejections.Add(index, problem!);
        };
        if (lines)
            JsonRows.VisitLines(body, visit);
        else
            JsonRows.VisitJson(body, visit);

        return rows;
    }

    /// <summary>Rows of one item are written one after another, in their order.</summary>
    private static async Task<ItemWriteResult[]> WriteAsync(List<Row> rows, IGrainFactory grains, int parallel, CancellationToken cancellation)
    {
        ItemWriteResult[] results = new ItemWriteResult[rows.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, rows.Count).GroupBy(i => rows[i].Item.ItemId, StringComparer.Ordinal),
            new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellation },
            async (ofItem, _) =>
            {
                IItemGrain grain = grains.GetGrain<IItemGrain>(ofItem.Key);
                foreach (int i in ofItem)
                    results[i] = await grain.UpsertAsync(rows[i].Item, rows[i].Revision);
            });
        return results;
    }

    private static IResult Answer(List<Row> rows, ItemWriteResult[] results, Rejections rejections)
    {
        List<ItemRowAnswer> answers = new(rows.Count);
        int[] outcomes = new int[Enum.GetValues<ItemWriteOutcome>().Length];
        for (int i = 0; i < results.Length; i++)
        {
            outcomes[(int)results[i].Outcome]++;
            if (ItemWriteAnswers.ProblemOf(results[i]) is { } problem)
                rejections.Add(rows[i].Index, new RowProblem(problem.Code, problem.Detail!, problem.Field));
            else
                answers.Add(new ItemRowAnswer(rows[i].Index, rows[i].Item.ItemId, ItemWriteAnswers.NameOf(results[i].Outcome), results[i].Revision));
        }

        if (answers.Count == 0 && rejections.Count > 0)
            return rejections.ToProblem().ToResult();

        ItemsAnswer answer = new(
            outcomes[(int)ItemWriteOutcome.Created],
            outcomes[(int)ItemWriteOutcome.Updated],
            outcomes[(int)ItemWriteOutcome.Unchanged],
            answers,
            rejections.Listed,
            rejections.Count > rejections.Listed.Count ? rejections.Count : null);
        return Results.Json(answer, GatewayJson.Wire.ItemsAnswer);
    }

    private readonly record struct Row(int Index, ItemDescription Item, long? Revision);
}
