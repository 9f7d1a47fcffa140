using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Tandem.Gateway.Json;
using Tandem.Gateway.OpenApi;
using Tandem.Gateway.Problems;
using Tandem.Grains.Catalog;
using Tandem.Grains.Interfaces.Towers;
using Tandem.Grains.Towers;

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

    private static async Task<IResult> ListAsync(HttpContext http, TowerPublisher publisher, CatalogueHolder catalogue)
    {
        _ = new QueryReader(http.Request.Query, []);
        return Answer(await publisher.KnownAsync(http.RequestAborted), catalogue);
    }

    private static async Task<IResult> UploadAsync(
        string version, HttpContext http, BundleUpload upload, TowerPublisher publisher, IOptions<GatewayOptions> options)
    {
        version = RouteIds.Read(http);
        if (http.Request.ContentType != TarMediaType)
            throw new ProblemException(415, ProblemCodes.UnsupportedMediaType, $"Send the bundle as {TarMediaType}.");

        long limit = options.Value.MaxBundleBytes + TarOverhead;
        if (http.Request.ContentLength > limit)
            throw BundleUpload.TooLarge(options.Value.MaxBundleBytes);

        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = limit;
        bool stored = await upload.StoreAsync(version, http.Request.Body, http.RequestAborted);
        await publisher.KnownAsync(http.RequestAborted);
        return Results.Json(
            new BundleUploaded(version, stored),
            GatewayJson.Wire.BundleUploaded,
            statusCode: stored ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static async Task<IResult> ActivateAsync(
        string version, HttpContext http, TowerPublisher publisher, CatalogueHolder catalogue)
    {
        version = RouteIds.Read(http);
        string? expected = new QueryReader(http.Request.Query, ActivateQuery).Id("expected");
        TowerRegistry registry = await publisher.KnownAsync(http.RequestAborted);
        if (!registry.Versions.Contains(version))
            return NotFound(version).ToResult();

        try
        {
            TowerActivation activation = await publisher.ActivateAsync(version, expected ?? registry.Active, http.RequestAborted);
            return activation.Activated
                ? Answer(activation.Registry, catalogue)
                : ApiProblem.Of(409, ProblemCodes.BundleConflict, $"Bundle {activation.Registry.Active} is active now. Look at the list and decide again.").ToResult();
        }
        catch (BundleRefusedException refused)
        {
            return (refused.Missing ? NotFound(version) : ApiProblem.Of(422, ProblemCodes.BundleRefused, refused.Message)).ToResult();
        }
    }

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
