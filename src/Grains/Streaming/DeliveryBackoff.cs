using Microsoft.Extensions.Options;
using Orleans.Runtime.Providers;

namespace Tandem.Grains.Streaming;

/// <summary>Pauses between attempts: the first is <see cref="EventStreamOptions.RetryDelay"/>, each further one twice the last, up to 30 s.</summary>
internal sealed class DeliveryBackoff(IOptions<EventStreamOptions> options) : IMessageDeliveryBackoffProvider, IQueueReaderBackoffProvider
{
    private const int MostDoublings = 16;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <param name="attempt">Attempts that have failed, less one.</param>
    public TimeSpan Next(int attempt)
    {
        TimeSpan pause = options.Value.RetryDelay * Math.Pow(2, Math.Clamp(attempt, 0, MostDoublings));
        return pause < LongestPause ? pause : LongestPause;
    }
}
