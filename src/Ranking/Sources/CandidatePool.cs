namespace Tandem.Ranking;

/// <summary>The union of what the sources propose, without duplicates, in order of arrival.</summary>
internal sealed class CandidatePool(int slotCount)
{
    private readonly ulong[] _present = new ulong[(slotCount + 63) >> 6];

    public List<int> Slots { get; } = [];

    public void Add(int slot)
    {
        ulong bit = 1UL << (slot & 63);
        if ((_present[slot >> 6] & bit) == 0)
        {
            _present[slot >> 6] |= bit;
            Slots.Add(slot);
        }
    }
}
