using System.Diagnostics;
using Tandem.Grains.Interfaces.Events;
using Tandem.Storage;

namespace Tandem.Grains.Streaming;

/// <summary>One trace for an event's whole life: the log keeps the trace of the request, and what the event does goes on in it.</summary>
public static class EventTracing
{
    /// <summary>Name of the source of spans.</summary>
    public const string SourceName = "Tandem.Grains";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>What <see cref="UserEvent.TraceParent"/> says of an event of the log.</summary>
    internal static string? ParentOf(LoggedEvent logged) => logged.Trace.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
        ? $"00-{logged.Trace.TraceId.ToHexString()}-{logged.Trace.SpanId.ToHexString()}-01"
        : null;

    /// <summary>
    /// Begins the span of applying events of one user. It belongs to the trace of the first of them that has one and is linked to those
    /// of the others; null when none has or nobody listens.
    /// </summary>
    internal static Activity? StartApply(UserEvent[] events)
    {
        if (!Source.HasListeners() || Array.TrueForAll(events, static each => each.TraceParent is null))
            return null;

        ActivityContext[] traces = [.. events.Select(ContextOf).Where(static trace => trace != default).Distinct()];
        if (traces.Length == 0)
            return null;

        // The delivery comes from the stream's agent, whose own trace is no part of the event's.
        return Source.StartActivity(
            "events apply",
            ActivityKind.Consumer,
            traces[0],
            [new("tandem.events", events.Length)],
            traces.Skip(1).Select(static trace => new ActivityLink(trace)));
    }

    private static ActivityContext ContextOf(UserEvent userEvent) =>
        ActivityContext.TryParse(userEvent.TraceParent, null, isRemote: true, out ActivityContext trace) ? trace : default;
}
