using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Options;
using Tandem.Gateway.Problems;
using Tandem.Grains;
using Tandem.Grains.Streaming;

namespace Tandem.Gateway.Events;

/// <summary>
/// Back pressure: lets a request with events in only while the bodies in memory and the events that wait to be applied are within bounds.
/// Who is turned away sends the same request again; nothing of it was stored. Thread-safe.
/// </summary>
internal sealed class IngestGate
{
    private readonly IEventLag _lag;
    private readonly GatewayOptions _options;
    private readonly Counter<long> _refused;
    private long _bytes;

    public IngestGate(IEventLag lag, IOptions<GatewayOptions> options, IMeterFactory meters)
    {
        _lag = lag;
        _options = options.Value;
        _refused = meters.Create(GrainInstruments.MeterName).CreateCounter<long>(
            "tandem.ingest.refused", "{request}", "Requests with events that were answered 429, by what was full.");
    }

    /// <summary>Bytes of the requests that are in now.</summary>
    public long BytesIn => Volatile.Read(ref _bytes);

    /// <summary>Lets a request in, or says why not; then <c>Retry-After</c> is set. Dispose the pass when the events are durable.</summary>
    public async ValueTask<Pass> EnterAsync(HttpContext http)
    {
        if (await _lag.CountAsync(http.RequestAborted) is var behind && behind > _options.MaxEventsBehind)
            return Refuse(http, "events", $"{behind} accepted events wait to be applied, more than {_options.MaxEventsBehind}.");

        // A body whose length is not announced may become as long as any.
        long bytes = http.Request.ContentLength is { } length ? Math.Min(length, _options.MaxBodyBytes) : _options.MaxBodyBytes;
        if (Interlocked.Add(ref _bytes, bytes) > Math.Max(_options.MaxIngestBytes, bytes))
        {
            Interlocked.Add(ref _bytes, -bytes);
            return Refuse(http, "bytes", "Too many bytes of events are being stored at this moment.");
        }

        return new Pass(this, bytes, null);
    }

    private Pass Refuse(HttpContext http, string full, string detail)
    {
        _refused.Add(1, new KeyValuePair<string, object?>("full", full));
        http.Response.Headers.RetryAfter = ((int)Math.Ceiling(_options.IngestRetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return new Pass(this, 0, ApiProblem.Of(StatusCodes.Status429TooManyRequests, detail: detail + " Send the same request again later."));
    }

    /// <summary>A request that is let in, or not.</summary>
    public readonly struct Pass(IngestGate gate, long bytes, ApiProblem? refusal) : IDisposable
    {
        /// <summary>Why the request is turned away; null if it is let in.</summary>
        public ApiProblem? Refusal { get; } = refusal;

        public void Dispose() => Interlocked.Add(ref gate._bytes, -bytes);
    }
}
