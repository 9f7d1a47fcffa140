using Tandem.Domain;

namespace Tandem.Ranking;

/// <summary>
/// The items that can be recommended now: a serving model and the live changes on top of it. Immutable; a change gives a new
/// catalogue that shares the rest, so a request that holds one sees one moment and one version from start to end.
/// </summary>
public sealed class Catalogue
{
    public Catalogue(ServingModel model) => Model = model;

    public ServingModel Model { get; }

    /// <summary>Adds or replaces an item; its vectors come from the model's feature schema and item tower.</summary>
    public Catalogue With(ItemDescription item) => throw new NotImplementedException();

    /// <summary>Takes an item out of every answer.</summary>
    public Catalogue Without(string itemId) => throw new NotImplementedException();

    /// <summary>What is known of an item; null if there is none or it was deleted.</summary>
    public ItemDescription? Find(string itemId) => throw new NotImplementedException();
}
