using System.ComponentModel.DataAnnotations;

namespace Tandem.Gateway.Telemetry;

/// <summary>What the node tells of itself, beside <c>/metrics</c>. Section <c>Tandem:Telemetry</c>.</summary>
/// <remarks>
/// Where it is sent is said by OpenTelemetry's own variables, <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> first. Without it nothing is sent.
/// </remarks>
public sealed class TelemetryOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Tandem:Telemetry";

    /// <summary>
    /// Share of the requests that begin a trace of their own, 0 to 1. A request with a <c>traceparent</c> header is recorded if that says
    /// so. Default .01.
    /// </summary>
    [Range(0.0, 1.0)]
    public double TraceShare { get; set; } = 0.01;
}
