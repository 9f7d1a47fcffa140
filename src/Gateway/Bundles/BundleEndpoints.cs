using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Tandem.Gateway.Json;
using Tandem.Gateway.OpenApi;
using Tandem.Gateway.Problems;
using Tandem.Grains.Catalog;
using Tandem.Grains.Interfaces.Towers;

namespace Tandem.Gateway.Bundles;

/// <summary>Seeing and choosing the bundle that answers.</summary>
internal static class BundleEndpoints
{
    private const string TarMediaType = "application/x-tar";

    /// <summary>Headers and padding of an archive with a few files.</summary>
    private const long TarOverhead = 1 << 20;

    private static readonly QueryField[] ActivateQuery =
    [
        QueryField.Text("expected", "Activate only if this version is active now."),
    ];

    public static void MapBundles(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/bundles", ListAsync)
            .WithTags("Bundles")
            .WithSummary("List the bundles")
            .Produces<BundlesAnswer>()
            .ProducesProblems(400, 503);

        app.MapPut("/v1/bundles/{version}", UploadAsync)
            .WithTags("Bundles")
            .WithSummary("Upload a bundle")
            .WithDescription("A tar archive of the bundle's files. It is verified and stored; activating it is another call. A version that is there stays as it is.")
            .Accepts<byte[]>(TarMediaType)
            .Produces<BundleUploaded>()
            .Produces<BundleUploaded>(StatusCodes.Status201Created)
            .ProducesProblems(400, 413, 415, 422, 503);

        app.MapPost("/v1/bundles/{version}/activate", ActivateAsync)
            .WithTags("Bundles")
            .WithSummary("Answer from this bundle")
            .WithDescription("The bundle is opened and verified first; a damaged one is refused and what was active stays. Going back is the same call.")
            .WithQuery(ActivateQuery)
            .Produces<BundlesAnswer>()
            .ProducesProblems(400, 404, 409, 422, 503);
    }

    private static async Task<IResult> ListAsync(HttpContext http, IGrainFactory grains, CatalogueHolder catalogue)
    {
        _ = new QueryReader(http.Request.Query, []);
        return Answer(await Publisher(grains).KnownAsync(), catalogue);
    }

    private static async Task<IResult> UploadAsync(
        string version, HttpContext http, BundleUpload upload, IGrainFactory grains, IOptions<GatewayOptions> options)
    {
        version = RouteIds.Read(http);
        if (http.Request.ContentType != TarMediaType)
            throw new ProblemException(415, ProblemCodes.UnsupportedMediaType, $"Send the bundle as {TarMediaType}.");

        long limit = options.Value.MaxBundleBytes + TarOverhead;
        if (http.Request.ContentLength > limit)
            throw BundleUpload.TooLarge(options.Value.MaxBundleBytes);

        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = limit;
        bool stored = await upload.StoreAsync(version, http.Request.Body, http.RequestAborted);
        await Publisher(grains).KnownAsync();
        return Results.Json(
            new BundleUploaded(version, stored),
            GatewayJson.Wire.BundleUploaded,
            statusCode: stored ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static async Task<IResult> ActivateAsync(
        string version, HttpContext http, IGrainFactory grains, CatalogueHolder catalogue)
    {
        version = RouteIds.Read(http);
        string? expected = new QueryReader(http.Request.Query, ActivateQuery).Id("expected");
        TowerRegistry registry = await Publisher(grains).KnownAsync();
        if (!registry.Versions.Contains(version))
            return NotFound(version).ToResult();

        TowerPublication publication = await Publisher(grains).ActivateAsync(version, expected ?? registry.Active).WaitAsync(http.RequestAborted);
        if (publication.Activation is not { } activation)
            return (publication.Missing ? NotFound(version) : ApiProblem.Of(422, ProblemCodes.BundleRefused, publication.Refusal)).ToResult();

        return activation.Activated
            ? Answer(activation.Registry, catalogue)
            : ApiProblem.Of(409, ProblemCodes.BundleConflict, $"Bundle {activation.Registry.Active} is active now. Look at the list and decide again.").ToResult();
    }

    private static ITowerPublisherGrain Publisher(IGrainFactory grains) => grains.GetGrain<ITowerPublisherGrain>(0);

    private static IResult Answer(TowerRegistry registry, CatalogueHolder catalogue) =>
        Results.Json(
            new BundlesAnswer(
                registry.Active,
                registry.Previous,
                catalogue.Current is { } current ? LoadedBundle.From(current.Model.Manifest) : null,
                [.. registry.Versions.Reverse()]),
            GatewayJson.Wire.BundlesAnswer);

    private static ApiProblem NotFound(string version) =>
        ApiProblem.Of(404, ProblemCodes.BundleNotFound, $"There is no bundle {version}; GET /v1/bundles lists them.");
}
