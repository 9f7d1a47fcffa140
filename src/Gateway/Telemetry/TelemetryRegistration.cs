using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Tandem.Grains;
using Tandem.Grains.Streaming;

namespace Tandem.Gateway.Telemetry;

/// <summary>Metrics, traces and logs of a node by OpenTelemetry.</summary>
internal static class TelemetryRegistration
{
    private const string CollectorVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Adds metrics for <c>/metrics</c> and, where a collector is named, traces, metrics and logs that are sent to it.</summary>
    public static void AddTandemTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<TelemetryOptions>().BindConfiguration(TelemetryOptions.Section).ValidateDataAnnotations().ValidateOnStart();

        // Every line of the log says which trace it belongs to.
        builder.Logging.Configure(logging => logging.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        OpenTelemetryBuilder telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("tandem", serviceInstanceId: Environment.MachineName))
            .WithMetrics(AddMetrics);
        if (string.IsNullOrEmpty(builder.Configuration[CollectorVariable]))
            return;

        // The sampler is made while services are registered, before options can be resolved.
        TelemetryOptions options = builder.Configuration.GetSection(TelemetryOptions.Section).Get<TelemetryOptions>() ?? new TelemetryOptions();
        telemetry
            .WithTracing(traces => AddTraces(traces, options.TraceShare))
            .WithLogging(static _ => { }, static logs => logs.IncludeFormattedMessage = true)
            .UseOtlpExporter();
    }

    private static void AddMetrics(MeterProviderBuilder metrics) => metrics
        .AddMeter(GrainInstruments.MeterName, "Microsoft.Orleans", "Polly")
        .AddAspNetCoreInstrumentation()
        .AddRuntimeInstrumentation()
        .AddPrometheusExporter();

    private static void AddTraces(TracerProviderBuilder traces, double share) => traces
        .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(share)))
        .AddSource(EventTracing.SourceName, "Microsoft.Orleans.*")
        .AddAspNetCoreInstrumentation(static http => http.Filter = static context => !IsProbe(context.Request.Path))
        .AddProcessor<IdRemover>();

    private static bool IsProbe(PathString path) => path.StartsWithSegments("/health") || path.StartsWithSegments("/metrics");

    /// <summary>Takes out what has ids of people in it: paths and grain ids. The route and the grain's interface stay.</summary>
    private sealed class IdRemover : BaseProcessor<Activity>
    {
        private static readonly string[] Tags = ["url.path", "url.query", "rpc.orleans.target_id", "rpc.orleans.source_id", "orleans.grain.id", "orleans.storage.grain_id"];

        public override void OnEnd(Activity data)
        {
            foreach (string tag in Tags)
                data.SetTag(tag, null);
        }
    }
}
