using Azure;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;
using Tandem.Domain;

namespace Tandem.Storage.Azure;

/// <summary>
/// Every call to the blob service: a time limit for each attempt, further attempts with jitter, a circuit breaker, and Polly's telemetry
/// (meter <c>Polly</c>). All calls that come here may be repeated: reads; writes of content under a name that is made from it; the
/// conditional write of a marker, whose conflict is told from a success by what is stored. Thread-safe.
/// </summary>
internal sealed class BlobCalls
{
    /// <summary>Name of the pipeline in telemetry.</summary>
    public const string Pipeline = "tandem-blobs";

    private const double FailureRatio = 0.5;
    private const int MinimumCalls = 10;
    private static readonly TimeSpan Sampling = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly ResiliencePipeline _pipeline;
    private readonly string _service;

    public BlobCalls(BlobStorageOptions options, string service, TimeProvider time, ILoggerFactory loggers)
    {
        _service = service;
        _pipeline = new ResiliencePipelineBuilder { Name = Pipeline, TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = Transient().Handle<BrokenCircuitException>(),
                MaxRetryAttempts = options.Retries,
                Delay = options.RetryDelay,
                MaxDelay = LongestPause,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = Transient(),
                FailureRatio = FailureRatio,
                MinimumThroughput = MinimumCalls,
                SamplingDuration = Sampling,
                BreakDuration = options.BreakDuration,
            })
            .AddTimeout(options.AttemptTimeout)
            .ConfigureTelemetry(loggers)
            .Build();
    }

    /// <exception cref="StorageUnavailableException">The service did not answer, or not in time, at any attempt.</exception>
    /// <exception cref="TandemException">It refused for good.</exception>
    /// <exception cref="RequestFailedException">Its answer is for the caller to judge: 404, 409, 412.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                static async (attempt, token) => await attempt(token).ConfigureAwait(false), call, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is TimeoutRejectedException or BrokenCircuitException or IOException
            || (error is RequestFailedException failed && IsTransient(failed)))
        {
            throw new StorageUnavailableException($"The blob service {_service} does not answer ({error.Message}). Try again; if it goes on, look whether it can be reached.", error);
        }
        catch (RequestFailedException error) when (error.Status is 401 or 403)
        {
            throw new TandemException($"The blob service {_service} refuses the credentials of Tandem:Blobs ({error.ErrorCode}). Check the key, or the signature's rights and dates.", error);
        }
    }

    /// <summary>The answer, or nothing if the service says 404.</summary>
    public async Task<T?> FindAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return await RunAsync(call, cancellation).ConfigureAwait(false);
        }
        catch (RequestFailedException error) when (error.Status == 404)
        {
            return null;
        }
    }

    private static PredicateBuilder<object> Transient() => new PredicateBuilder()
        .Handle<RequestFailedException>(IsTransient)
        .Handle<TimeoutRejectedException>()
        .Handle<IOException>();

    // 0 is no answer at all.
    private static bool IsTransient(RequestFailedException error) => error.Status is 0 or 408 or 429 or 500 or 502 or 503 or 504;
}
