using Tandem.Domain;

namespace Tandem.Gateway.Users;

/// <summary>One training example: what the user had done before an order, and what became of its items.</summary>
internal sealed record ExampleAnswer(DateTimeOffset DecidedAt, IReadOnlyList<ExampleEventAnswer> Before, IReadOnlyList<ExampleLabelAnswer> Outcomes)
{
    public static ExampleAnswer From(TrainingExample example) => new(
        Time(example.DecidedAt),
        [.. example.Sequence.Select(static e => new ExampleEventAnswer(e.ItemId, e.Action.ToName(), Time(e.OccurredAt), e.Widget.Length == 0 ? null : e.Widget))],
        [.. example.Labels.Select(static label => new ExampleLabelAnswer(label.EventId, label.ItemId, label.Action.ToName(), Time(label.OccurredAt)))]);

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}

/// <summary>One event before the order.</summary>
internal sealed record ExampleEventAnswer(string ItemId, string Action, DateTimeOffset OccurredAt, string? Widget);

/// <summary>What became of one item.</summary>
internal sealed record ExampleLabelAnswer(string EventId, string ItemId, string Action, DateTimeOffset OccurredAt);
