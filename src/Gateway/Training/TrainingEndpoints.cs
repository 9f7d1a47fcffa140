using Tandem.Gateway.Json;
using Tandem.Gateway.OpenApi;
using Tandem.Grains.Interfaces.Training;

namespace Tandem.Gateway.Training;

/// <summary>Watching and holding online training.</summary>
internal static class TrainingEndpoints
{
    public static void MapTraining(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/training", async (IGrainFactory grains) => Answer(await Grain(grains).GetAsync()))
            .WithTags("Training")
            .WithSummary("State of online training")
            .WithDescription("Position in the example log, speed, loss curve, and why the last candidates were published or not.")
            .Produces<TrainingAnswer>()
            .ProducesProblems(503);

        Switch(app, "pause", paused: true, "Stop online training", "It stays stopped over restarts. Serving goes on with the active bundle.");
        Switch(app, "resume", paused: false, "Continue online training", "From its last checkpoint; examples that came meanwhile are learned.");
    }

    private static void Switch(IEndpointRouteBuilder app, string name, bool paused, string summary, string description) =>
        app.MapPost($"/v1/training/{name}", async (IGrainFactory grains) => Answer(await Grain(grains).SetPausedAsync(paused)))
            .WithTags("Training")
            .WithSummary(summary)
            .WithDescription(description)
            .Produces<TrainingAnswer>()
            .ProducesProblems(503);

    private static ITrainingGrain Grain(IGrainFactory grains) => grains.GetGrain<ITrainingGrain>(0);

    private static IResult Answer(TrainingStatus status) => Results.Json(TrainingAnswer.From(status), GatewayJson.Wire.TrainingAnswer);
}
