using System.Text;

namespace Tandem.Datasets.Columns;

/// <summary>
/// Texts by row as UTF-8 in blocks, so that no array is copied as it grows: 8 bytes a row beside the text. Not thread-safe
/// while texts are added.
/// </summary>
internal sealed class TextArena
{
    private const int BlockBytes = 1 << 22;
    private const int BlockShift = 22;

    /// <summary>No text: an offset that no row has.</summary>
    private const long Absent = -1;

    private readonly List<byte[]> _blocks = [];
    private readonly GrowingArray<long> _offsets = new();
    private long _end;

    public void Add(string? text)
    {
        if (text is null)
        {
            _offsets.Add(Absent);
            return;
        }

        int length = Encoding.UTF8.GetByteCount(text);
        if (length + sizeof(int) > BlockBytes)
        {
            throw new Domain.TandemException($"A text of {length} bytes is longer than {BlockBytes - sizeof(int)}; cut it.");
        }

        // A text lies whole in one block, its length before it.
        int room = BlockBytes - (int)(_end & (BlockBytes - 1));
        if (_blocks.Count == 0 || room < length + sizeof(int) || room == BlockBytes)
        {
            _end = (long)_blocks.Count << BlockShift;
            _blocks.Add(new byte[BlockBytes]);
        }

        Span<byte> place = _blocks[^1].AsSpan((int)(_end & (BlockBytes - 1)));
        BitConverter.TryWriteBytes(place, length);
        Encoding.UTF8.GetBytes(text, place[sizeof(int)..]);
        _offsets.Add(_end);
        _end += sizeof(int) + length;
    }

    public string? this[int row]
    {
        get
        {
            long offset = _offsets[row];
            if (offset == Absent)
            {
                return null;
            }

            ReadOnlySpan<byte> place = _blocks[(int)(offset >> BlockShift)].AsSpan((int)(offset & (BlockBytes - 1)));
            return Encoding.UTF8.GetString(place.Slice(sizeof(int), BitConverter.ToInt32(place)));
        }
    }
}
