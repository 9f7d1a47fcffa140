namespace Tandem.Training.Evaluation;

/// <summary>Means over users of one ranking's metrics, by name such as <c>ndcg@10</c>; what concerns nobody is empty.</summary>
/// <param name="Name">A source's or baseline's name, <c>blend</c>, or <c>blend without SOURCE</c>.</param>
/// <param name="Metrics">Over all users, against everything they took; also coverage and novelty, see <see cref="Exposure"/>.</param>
/// <param name="NewItems">What a user had ordered before is taken out of the ranking and of what is to be found; users with anything left.</param>
/// <param name="Cold">Over the users without any event before.</param>
public sealed record NamedResult(
    string Name,
    IReadOnlyDictionary<string, double> Metrics,
    IReadOnlyDictionary<string, double> NewItems,
    IReadOnlyDictionary<string, double> Cold)
{
    /// <summary>Only cold items are to be found, among all; users with any. See <see cref="ItemGroups"/>.</summary>
    public IReadOnlyDictionary<string, double> ColdItems { get; init; } = new Dictionary<string, double>();

    /// <summary>Only items that are not cold are to be found, among all; users with any.</summary>
    public IReadOnlyDictionary<string, double> WarmItems { get; init; } = new Dictionary<string, double>();

    /// <summary>Only head items are to be found, among all; users with any.</summary>
    public IReadOnlyDictionary<string, double> HeadItems { get; init; } = new Dictionary<string, double>();

    /// <summary>Only tail items are to be found, among all; users with any.</summary>
    public IReadOnlyDictionary<string, double> TailItems { get; init; } = new Dictionary<string, double>();
}
