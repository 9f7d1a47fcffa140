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

        app.MapPost("/v1/bundles/{version}/activate", ActivateAsync)
            .WithTags("Bundles")
            .WithSummary("Answer from this bundle")
            .WithDescription("The bundle is opened and verified first; a damaged one is refused and what was active stays. Going back is the same call.")
            .WithQuery(ActivateQuery)
            .Produces<BundlesAnswer>()
            .ProducesProblems(400, 404, 409, 422, 503);
    }

    private static async Task<IResult> ListAsync(HttpContext http, IGrainFactory grains, TowerActivator activator, CatalogueHolder catalogue)
    {
        _ = new QueryReader(http.Request.Query, []);
        return Answer(await KnownAsync(grains, activator, http.RequestAborted), catalogue);
    }

    private static async Task<IResult> ActivateAsync(
        string version, HttpContext http, IGrainFactory grains, TowerActivator activator, CatalogueHolder catalogue)
    {
        version = RouteIds.Read(http);
        string? expected = new QueryReader(http.Request.Query, ActivateQuery).Id("expected");
        TowerRegistry registry = await KnownAsync(grains, activator, http.RequestAborted);
        if (!registry.Versions.Contains(version))
            return NotFound(version).ToResult();

        try
        {
            await activator.PrepareAsync(version, http.RequestAborted);
        }
        catch (BundleRefusedException refused)
        {
            return (refused.Missing ? NotFound(version) : ApiProblem.Of(422, ProblemCodes.BundleRefused, refused.Message)).ToResult();
        }

        TowerActivation activation = await Registry(grains).ActivateAsync(version, expected ?? registry.Active);
        if (!activation.Activated)
        {
            return ApiProblem.Of(
                409, ProblemCodes.BundleConflict, $"Bundle {activation.Registry.Active} is active now. Look at the list and decide again.").ToResult();
        }

        // The decision is stored; whether or not the caller still listens, this node follows it.
        await activator.ActivateAsync(version, CancellationToken.None);
        return Answer(activation.Registry, catalogue);
    }

    private static async Task<TowerRegistry> KnownAsync(IGrainFactory grains, TowerActivator activator, CancellationToken cancellation) =>
        await Registry(grains).RegisterAsync(await activator.ListAsync(cancellation));

    private static ITowerRegistryGrain Registry(IGrainFactory grains) => grains.GetGrain<ITowerRegistryGrain>(0);

    private static IResult Answer(TowerRegistry registry, CatalogueHolder catalogue) =>
        Results.Json(
            new BundlesAnswer(
                registry.Active,
                registry.Previous,
                catalogue.Current is { } current ? LoadedBundle.From(current.Model.Manifest) : null,
                [.. registry.Versions.Reverse()]),
            GatewayJson.Default.BundlesAnswer);

    private static ApiProblem NotFound(string version) =>
        ApiProblem.Of(404, ProblemCodes.BundleNotFound, $"There is no bundle {version}; GET /v1/bundles lists them.");
}
