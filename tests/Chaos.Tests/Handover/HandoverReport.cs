using System.Globalization;
using Tandem.Chaos.Tests.Processes;

namespace Tandem.Chaos.Tests.Handover;

/// <summary>How a silo left a cluster that was busy.</summary>
/// <param name="Activations">What it held when it was told to stop.</param>
/// <param name="Status">Its exit status.</param>
/// <param name="Took">From SIGTERM to its end.</param>
/// <param name="Requests">From the time before the stop to some seconds after it, to users that it had.</param>
/// <param name="Failures">Of those, what was answered instead.</param>
/// <param name="Longest">The longest time that a request took.</param>
/// <param name="Accepted">Events that were answered 202 meanwhile.</param>
/// <param name="Lost">Of those, without an effect.</param>
/// <param name="Doubled">Effects beyond the first.</param>
internal sealed record HandoverReport(
    int Activations, int Status, TimeSpan Took, int Requests, IReadOnlyList<string> Failures, TimeSpan Longest, int Accepted, int Lost, int Doubled)
{
    public const string Header =
        "| activations | ended after | grace period left | exit status | requests | failed | longest answer | accepted | lost | doubled |\n|---|---|---|---|---|---|---|---|---|---|";

    /// <summary>What Kubernetes leaves a silo after <c>preStop</c>.</summary>
    public static TimeSpan Allowed => Manifest.Serve.GracePeriod - Manifest.Serve.BeforeStop;

    public string ToRow() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Activations} | {Took.TotalSeconds:F1} s | {(Allowed - Took).TotalSeconds:F1} s of {Allowed.TotalSeconds} s | {Status} | {Requests} | {Failures.Count} | {Longest.TotalSeconds:F1} s | {Accepted} | {Lost} | {Doubled} |");

    /// <summary>What does not hold.</summary>
    public IEnumerable<string> Broken()
    {
        if (Status != 0)
            yield return $"The silo ended with status {Status}.";
        if (Took >= Allowed)
            yield return string.Create(CultureInfo.InvariantCulture, $"The silo took {Took.TotalSeconds:F1} s, it has {Allowed.TotalSeconds} s.");
        if (Failures.Count > 0)
            yield return $"{Failures.Count} requests failed, none may: {string.Join("; ", Failures.Take(3))}";
        if (Lost > 0)
            yield return $"{Lost} accepted events were lost.";
        if (Doubled > 0)
            yield return $"{Doubled} effects happened twice.";
    }
}
