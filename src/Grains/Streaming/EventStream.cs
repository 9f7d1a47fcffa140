using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Runtime.Providers;
using Orleans.Streams;

namespace Tandem.Grains.Streaming;

/// <summary>The persistent stream that brings accepted events from the log to the user grains.</summary>
public static class EventStream
{
    /// <summary>Name of the stream provider, and of its queues.</summary>
    public const string ProviderName = "tandem-events";

    /// <summary>Namespace of the streams; the key of a stream is the user's id.</summary>
    public const string Namespace = "tandem.user-events";

    /// <summary>
    /// How long an idle user's stream stays known to its pulling agent. Longer than the deliveries that may still be tried for that user.
    /// </summary>
    private static readonly TimeSpan Inactivity = 3 * EventStreamOptions.LongestDelivery;

    // The receiver waits for the log's signal itself; the agent's timer only starts its next wait.
    private static readonly TimeSpan BetweenReads = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// Adds the stream: one queue for each partition of the event log, balanced over the silos, implicit subscriptions only. Call it once
    /// for each silo, beside <see cref="GrainRegistration.AddTandemGrains"/>.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="balanced">True to share the partitions evenly over the silos of a cluster; false is for a silo that is alone.</param>
    public static ISiloBuilder AddTandemEventStream(this ISiloBuilder silo, bool balanced = false) =>
        silo.AddPersistentStreams(
            ProviderName,
            static (services, _) => services.GetRequiredService<EventQueueAdapterFactory>(),
            stream =>
            {
                stream.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
                if (balanced)
                    stream.ConfigurePartitionBalancing(static (services, _) => ActivatorUtilities.CreateInstance<PartitionBalancer>(services));
                else
                    stream.UseConsistentRingQueueBalancer();
                stream.ConfigureBackoffProvider(static (services, _) => (IMessageDeliveryBackoffProvider)services.GetRequiredService<DeliveryBackoff>());
                stream.ConfigureBackoffProvider(static (services, _) => (IQueueReaderBackoffProvider)services.GetRequiredService<DeliveryBackoff>());
                stream.ConfigurePullingAgent(static agent => agent.Configure<IOptions<EventStreamOptions>>(static (pulling, events) =>
                {
                    pulling.GetQueueMsgsTimerPeriod = BetweenReads;
                    pulling.MaxEventDeliveryTime = events.Value.DeliveryTimeout;
                    pulling.StreamInactivityPeriod = Inactivity;
                }));
            });
}
