namespace Tandem.Cli.Replaying;

/// <summary>What a replay did in this run.</summary>
/// <param name="Events">Events sent and answered, those of earlier runs left out.</param>
/// <param name="Accepted">Events that the node stored.</param>
/// <param name="Duplicates">Events that the node had already.</param>
/// <param name="Rejected">Events that the node refused.</param>
/// <param name="FirstRejection">Its words for the first of them; null without any.</param>
/// <param name="Skipped">Events of earlier runs.</param>
/// <param name="Throttled">How often the node asked to wait.</param>
/// <param name="Seconds">Real time.</param>
internal sealed record ReplayReport(
    long Events, long Accepted, long Duplicates, long Rejected, string? FirstRejection, long Skipped, int Throttled, double Seconds);
