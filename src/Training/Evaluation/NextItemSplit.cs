using Tandem.Datasets;
using Tandem.Domain;

namespace Tandem.Training.Evaluation;

/// <summary>
/// The protocols of next-item recommendation over imported sequences. The importer lets everybody's last step fall on the last day, so a
/// step is a day: the day before the last is validation, everything before that is training.
/// </summary>
internal static class NextItemSplit
{
    private static readonly TimeSpan Step = TimeSpan.FromDays(1);

    /// <summary>What a ranking may know of a user: all steps but the last.</summary>
    public static DateTimeOffset KnownUntil(Interactions events) => Last(events) - Step;

    /// <summary>What a model may have learned from: all steps but the last two.</summary>
    public static DateTimeOffset LearnedUntil(Interactions events) => Last(events) - (2 * Step);

    /// <summary>The users whose last step is there, to be found among the items that they had not.</summary>
    /// <exception cref="TandemException">The model has learned from steps that are held out, or the days are no steps.</exception>
    public static List<TestUser> Users(Interactions events, DateTimeOffset trainedUntil, EvaluationProtocol protocol)
    {
        DateTimeOffset learned = LearnedUntil(events);
        if (trainedUntil > learned)
        {
            throw new TandemException(
                $"The bundle has seen held-out steps: it was trained on events until {trainedUntil:u}, and {protocol} allows none after {learned:u}. Train with `--preset next-item --holdout 1`, and features with `--holdout 2`.");
        }

        List<TestUser> users = TestUser.Between(events, KnownUntil(events), DateTimeOffset.MaxValue, hideKnown: true);
        return users.Find(static user => user.Truth.Count > 1) is { } crowded
            ? throw new TandemException(
                $"{protocol} is for imported sequences, where a day has one step of each user, but '{events.UserIds[crowded.User]}' has {crowded.Truth.Count} on the last day. Use time-split.")
            : users;
    }

    private static DateTimeOffset Last(Interactions events) => DateTimeOffset.FromUnixTimeMilliseconds(events.OccurredAt.Max());
}
