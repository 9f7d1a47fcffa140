using System.ComponentModel;
using Tandem.Domain;
using Tandem.Gateway.Problems;
using Tandem.Grains.Interfaces.Items;

namespace Tandem.Gateway.Items;

/// <summary>An item as it is sent; only the documentation is made from it.</summary>
internal sealed record ItemInput
{
    [Description("Needed in bulk; elsewhere it may be left out, and if it is there it equals the id in the path.")]
    public string? ItemId { get; init; }

    [Description("Groups the variants of one product.")]
    public string? ModelId { get; init; }

    [Description("The name shown to people, at most 4,096 characters.")]
    public string? Name { get; init; }

    [Description("The leaf of the category tree that the item hangs on.")]
    public string? CategoryId { get; init; }

    [Description("At most 512; a name may come more than once.")]
    public ItemAttributeBody[] Attributes { get; init; } = [];

    [Description("The image embedding; its length is the bundle's.")]
    public float[]? Image { get; init; }

    [Description("The embedding of the item's texts, for a bundle whose text block is made of given vectors; its length is the bundle's.")]
    public float[]? TextVector { get; init; }

    [Description("In the shop's currency, from 0.")]
    public double? Price { get; init; }

    [Description("false hides the item from every list. Default true.")]
    public bool? Available { get; init; }

    [Description("The source's own revision, at least 1; a write with one that is not newer than the stored one is refused. Left out: counted up.")]
    public long? Revision { get; init; }
}

/// <summary>One attribute of an item.</summary>
internal sealed record ItemAttributeBody(string Name, string Value);

/// <summary>An item as it stands.</summary>
/// <param name="Revision">0 if the item comes from the bundle and was never written here.</param>
/// <param name="Activity">What live events say of it; null for nothing.</param>
internal sealed record ItemAnswer(
    string ItemId,
    string? ModelId,
    string? Name,
    string? CategoryId,
    IReadOnlyList<ItemAttributeBody> Attributes,
    float[]? Image,
    float[]? TextVector,
    double? Price,
    bool Available,
    long Revision,
    ItemActivityAnswer? Activity)
{
    public static ItemAnswer From(StoredItem stored)
    {
        ItemDescription item = stored.Item;
        return new ItemAnswer(
            item.ItemId,
            item.ModelId,
            item.Name,
            item.CategoryId,
            [.. item.Attributes.Select(attribute => new ItemAttributeBody(attribute.Name, attribute.Value))],
            item.Image,
            item.TextVector,
            item.Price,
            item.Available,
            stored.Revision,
            stored.Activity is { } activity ? ItemActivityAnswer.From(activity) : null);
    }
}

/// <summary>What live events say of an item.</summary>
/// <param name="LastAt">Time of the latest event; weights are as of it.</param>
/// <param name="Events">Events by action since the node counts.</param>
/// <param name="Successors">What was taken after it, heaviest first.</param>
internal sealed record ItemActivityAnswer(DateTimeOffset LastAt, IReadOnlyDictionary<string, long> Events, IReadOnlyList<SuccessorAnswer> Successors)
{
    public static ItemActivityAnswer From(ItemActivity activity) => new(
        DateTimeOffset.FromUnixTimeMilliseconds(activity.At),
        EventActions.All.Zip(activity.Totals, static (name, count) => (name, count)).Where(entry => entry.count > 0).ToDictionary(entry => entry.name, entry => entry.count),
        [.. activity.Successors.Zip(activity.Weights, (id, weight) => new SuccessorAnswer(id, weight))]);
}

/// <summary>One item that was taken after another.</summary>
internal sealed record SuccessorAnswer(string ItemId, double Weight);

/// <summary>What a write did.</summary>
/// <param name="Outcome"><c>created</c>, <c>updated</c> or <c>unchanged</c>.</param>
internal sealed record ItemWriteAnswer(string ItemId, string Outcome, long Revision);

/// <summary>What became of the rows of a bulk write.</summary>
/// <param name="Rows">Each accepted row, in the order of the request.</param>
/// <param name="Rejected">Refused rows, the first 1,000.</param>
/// <param name="RejectedCount">All refused rows; there only if not all are listed.</param>
internal sealed record ItemsAnswer(
    int Created, int Updated, int Unchanged, IReadOnlyList<ItemRowAnswer> Rows, IReadOnlyList<RejectedRow> Rejected, int? RejectedCount);

/// <summary>What became of one row.</summary>
internal sealed record ItemRowAnswer(int Index, string ItemId, string Outcome, long Revision);
