using System.Collections.Immutable;

namespace Tandem.Retrieval.Live;

/// <summary>Which slot each row of a layer holds. Immutable and thread-safe.</summary>
internal abstract class SlotTable
{
    /// <summary>True when slots ascend with rows, so that a segment's order of equal scores is that of the slots.</summary>
    public abstract bool Ascending { get; }

    /// <summary>True when row and slot are the same number.</summary>
    public virtual bool IsIdentity => false;

    public abstract int SlotOf(int row);

    /// <summary>The row that holds or held the slot; -1 if none does.</summary>
    public abstract int RowOf(int slot);

    /// <summary>Row and slot are the same number.</summary>
    public sealed class Identity(int count) : SlotTable
    {
        public override bool Ascending => true;

        public override bool IsIdentity => true;

        public override int SlotOf(int row) => row;

        public override int RowOf(int slot) => slot < count ? slot : -1;
    }

    /// <summary>Slots in ascending order.</summary>
    public sealed class Sorted(int[] slots) : SlotTable
    {
        public override bool Ascending => true;

        public override int SlotOf(int row) => slots[row];

        public override int RowOf(int slot) => Math.Max(-1, Array.BinarySearch(slots, slot));
    }

    /// <summary>Slots in the order in which they arrived. One that came again has its newest row.</summary>
    public sealed class Arrived : SlotTable
    {
        private readonly AppendLog<int> _slots;
        private readonly ImmutableDictionary<int, int> _rows;

        private Arrived(AppendLog<int> slots, ImmutableDictionary<int, int> rows)
        {
            _slots = slots;
            _rows = rows;
        }

        public static Arrived None { get; } = new(AppendLog<int>.Empty, ImmutableDictionary<int, int>.Empty);

        public override bool Ascending => false;

        public override int SlotOf(int row) => _slots[row];

        public override int RowOf(int slot) => _rows.TryGetValue(slot, out int row) ? row : -1;

        public Arrived With(int slot) => new(_slots.Append(slot), _rows.SetItem(slot, _slots.Count));
    }

    /// <summary>The table of ascending slots; the identity where they are 0, 1, 2, …</summary>
    public static SlotTable Of(int[] ascending) =>
        ascending.Length == 0 || ascending[^1] == ascending.Length - 1 ? new Identity(ascending.Length) : new Sorted(ascending);
}
