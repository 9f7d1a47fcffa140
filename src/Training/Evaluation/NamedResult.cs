namespace Tandem.Training.Evaluation;

/// <summary>Means over users of one ranking's metrics, by name such as <c>ndcg@10</c>, each from 0 to 1.</summary>
/// <param name="Name">A source's or baseline's name, or <c>blend</c>.</param>
/// <param name="Metrics">Over all users, against everything they took.</param>
/// <param name="NewItems">What a user had ordered before is taken out of the ranking and of what is to be found; users with anything left. Empty when there are none.</param>
/// <param name="Cold">Over the users without any event before. Empty when there are none.</param>
public sealed record NamedResult(
    string Name,
    IReadOnlyDictionary<string, double> Metrics,
    IReadOnlyDictionary<string, double> NewItems,
    IReadOnlyDictionary<string, double> Cold);
