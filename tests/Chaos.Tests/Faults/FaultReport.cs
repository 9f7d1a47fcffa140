using System.Globalization;

namespace Tandem.Chaos.Tests.Faults;

/// <summary>What a fault did to the requests.</summary>
/// <param name="Fault">Which.</param>
/// <param name="Requests">Attempts from the fault to the end of the watch.</param>
/// <param name="Failed">Those that were answered with an error or not at all.</param>
/// <param name="Accepted">Events that were answered 202.</param>
/// <param name="Lost">Of those, without an effect.</param>
/// <param name="Doubled">Effects beyond the first.</param>
/// <param name="Mixed">Answers made from two bundles.</param>
/// <param name="Seconds">From the fault, or from the end of an outage, to the end of the last request that failed; 0 if none did.</param>
/// <param name="AfterOutage">True if <paramref name="Seconds"/> count from the end of an outage.</param>
/// <param name="Longest">The longest time that a request took.</param>
internal sealed record FaultReport(
    Fault Fault, int Requests, int Failed, int Accepted, int Lost, int Doubled, int Mixed, double Seconds, bool AfterOutage, double Longest)
{
    /// <summary>The first of the errors.</summary>
    public required IReadOnlyList<string> Errors { get; init; }

    public const string Header =
        "| fault | accepted | lost | doubled | mixed | requests | failed | last failure after | longest answer |\n|---|---|---|---|---|---|---|---|---|";

    public string ToRow() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Fault.What} | {Accepted} | {Lost} | {Doubled} | {Mixed} | {Requests} | {Failed} ({100.0 * Failed / Requests:F2} %) | {SecondsText} | {Longest:F1} s |");

    /// <summary>What does not hold of the promises that every fault must keep.</summary>
    public IEnumerable<string> Broken()
    {
        if (Lost > 0)
            yield return $"{Lost} accepted events were lost.";
        if (Doubled > 0)
            yield return $"{Doubled} effects happened twice.";
        if (Mixed > 0)
            yield return $"{Mixed} answers were made from two bundles.";
        if (Fault.NoneFails && Failed > 0)
            yield return $"{Failed} requests failed, none may.";
    }

    /// <summary>What does not hold of the promises in seconds, which a machine that does other things may break.</summary>
    public IEnumerable<string> Late()
    {
        TimeSpan within = AfterOutage ? Fault.WithinOfEnd : Fault.Within ?? TimeSpan.MaxValue;
        if (!Fault.NoneFails && Seconds > within.TotalSeconds)
            yield return string.Create(CultureInfo.InvariantCulture, $"The last request failed after {Seconds:F1} s, it may be {within.TotalSeconds} s.");
        if (!AfterOutage && Failed > Requests / 100)
            yield return string.Create(CultureInfo.InvariantCulture, $"{100.0 * Failed / Requests:F2} % of the requests failed, it may be 1 %.");
    }

    private string SecondsText => Failed == 0
        ? "none failed"
        : string.Create(CultureInfo.InvariantCulture, $"{Seconds:F1} s{(AfterOutage ? " from the outage's end" : "")}");
}
