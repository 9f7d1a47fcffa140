using Tandem.Grains.Interfaces.Training;
using Tandem.Training.Online;

namespace Tandem.Grains.Training;

/// <summary>What a trainer says of itself, as a message.</summary>
internal static class TrainingReports
{
    /// <param name="last">Last offset of the example log.</param>
    public static TrainingReport Of(TrainerParts parts, OnlineTrainer? trainer, StepRate rate, PublishSchedule schedule, string? problem, string? countProblem, long last)
    {
        long cursor = trainer?.Cursor ?? 0;
        var bundle = parts.Catalogue.Current?.Model.Manifest;
        return new TrainingReport(
            problem,
            trainer?.Base,
            trainer?.Published,
            cursor,
            Math.Max(0, last - cursor),
            trainer?.Steps ?? 0,
            rate.PerSecond(),
            Counts(trainer?.Counts ?? new OnlineCounts()),
            [.. (trainer?.Curve ?? []).Select(static point => new TrainingLossPoint(point.Steps, point.Loss, DateTimeOffset.FromUnixTimeMilliseconds(point.LogTime)))],
            schedule.Decisions,
            trainer is null ? null : schedule.Next,
            bundle?.CountsAsOf,
            bundle?.BlendUntil,
            countProblem);
    }

    private static Dictionary<string, long> Counts(OnlineCounts counts) => new()
    {
        ["trained"] = counts.Trained,
        ["heldOut"] = counts.HeldOut,
        ["known"] = counts.Known,
        ["withdrawn"] = counts.Withdrawn,
        ["withoutHistory"] = counts.WithoutHistory,
        ["unknownItems"] = counts.UnknownItems,
        ["unreadable"] = counts.Unreadable,
        ["diverged"] = counts.Diverged,
    };
}
