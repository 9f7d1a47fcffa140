using Tandem.Domain;

namespace Tandem.Datasets.Events;

/// <summary>Item, action and time of some events, column by column. Filled anew for each batch.</summary>
public sealed class EventBatch
{
    /// <summary>The most events of one batch.</summary>
    public const int Capacity = 8192;

    /// <summary>[<see cref="Count"/>] position of the item among the dataset's items, or <see cref="Unknown"/>.</summary>
    public int[] Item { get; } = new int[Capacity];

    /// <summary>[<see cref="Count"/>] what was done, or <see cref="Unknown"/>; otherwise an <see cref="EventAction"/>.</summary>
    public int[] Action { get; } = new int[Capacity];

    /// <summary>[<see cref="Count"/>] milliseconds since 1970-01-01 UTC.</summary>
    public long[] OccurredAt { get; } = new long[Capacity];

    public int Count { get; internal set; }

    /// <summary>Stands for an item or action that is null or not known; such an event says nothing.</summary>
    public const int Unknown = -1;
}
