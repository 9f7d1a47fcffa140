using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace Tandem.Silo.Cluster;

/// <summary>
/// Sends a gateway's call again when the silo that had it is gone, stopping, or not yet known to be dead. Every call of the gateways may
/// be repeated: reads, and writes that say what shall be.
/// </summary>
internal sealed partial class RepeatedCalls(TimeProvider time, ILogger<RepeatedCalls> logger) : IOutgoingGrainCallFilter
{
    /// <summary>Longer than it takes a cluster to find out that a silo is frozen.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        long started = time.GetTimestamp();
        for (TimeSpan pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            Exception? failure;
            try
            {
                await context.Invoke();
                failure = context.Response?.Exception;
            }
            catch (Exception error)
            {
                failure = error;
            }

            if (failure is null)
                return;

            if (!MayPass(failure) || time.GetElapsedTime(started) > Budget)
            {
                if (context.Response?.Exception is null)
                    System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
                return;
            }

            LogRepeated(context.MethodName, failure);
            await Task.Delay(pause, time);
        }
    }

    /// <summary>An inconsistent state is one that another silo wrote while the membership changed; the next activation reads it anew.</summary>
    internal static bool MayPass(Exception failure) =>
        failure is SiloUnavailableException or OrleansMessageRejectionException or TimeoutException
            or ClientNotAvailableException or GatewayTooBusyException or InconsistentStateException;

    [LoggerMessage(Level = LogLevel.Information, Message = "A call of {Method} is repeated.")]
    private partial void LogRepeated(string method, Exception failure);
}
