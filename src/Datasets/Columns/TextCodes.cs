using System.Text;

namespace Tandem.Datasets.Columns;

/// <summary>
/// Numbers distinct texts 0, 1, 2, … in order of first appearance, from their UTF-8 bytes and without making a string for
/// every row. An open-addressing table over one byte arena: about 20 bytes a text beside the text itself. Not thread-safe.
/// </summary>
internal sealed class TextCodes
{
    private int[] _slots = new int[1024];
    private ulong[] _hashes = new ulong[512];
    private int[] _ends = new int[512];
    private byte[] _arena = new byte[8192];

    public int Count { get; private set; }

    public int CodeOf(string text) => CodeOf(Encoding.UTF8.GetBytes(text));

    /// <summary>The text's code; a new one if it was not seen before.</summary>
    public int CodeOf(ReadOnlySpan<byte> text)
    {
        ulong hash = TextBytes.Hash(text);
        int slot = Find(hash, text);
        if (_slots[slot] != 0)
        {
            return _slots[slot] - 1;
        }

        Append(hash, text);
        _slots[slot] = Count;
        if (Count * 2 > _slots.Length)
        {
            Grow();
        }

        return Count - 1;
    }

    /// <summary>Looks a text up without adding it.</summary>
    public bool TryFind(ReadOnlySpan<byte> text, out int code)
    {
        code = _slots[Find(TextBytes.Hash(text), text)] - 1;
        return code >= 0;
    }

    /// <summary>All texts, indexed by code.</summary>
    public string[] ToStrings()
    {
        var texts = new string[Count];
        for (int code = 0; code < Count; code++)
        {
            texts[code] = Encoding.UTF8.GetString(Text(code));
        }

        return texts;
    }

    /// <summary>The UTF-8 bytes of a text.</summary>
    public ReadOnlySpan<byte> Text(int code)
    {
        int start = code == 0 ? 0 : _ends[code - 1];
        return _arena.AsSpan(start, _ends[code] - start);
    }

    private int Find(ulong hash, ReadOnlySpan<byte> text)
    {
        int mask = _slots.Length - 1;
        int slot = (int)hash & mask;
        while (_slots[slot] is int code && code != 0 && !(_hashes[code - 1] == hash && Text(code - 1).SequenceEqual(text)))
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private void Append(ulong hash, ReadOnlySpan<byte> text)
    {
        int start = Count == 0 ? 0 : _ends[Count - 1];
        int end = checked(start + text.Length);
        if (end > _arena.Length)
        {
            Array.Resize(ref _arena, (int)Math.Min(Math.Max((long)_arena.Length * 2, end), Array.MaxLength));
        }

        if (Count == _ends.Length)
        {
            Array.Resize(ref _ends, Count * 2);
            Array.Resize(ref _hashes, Count * 2);
        }

        text.CopyTo(_arena.AsSpan(start));
        _ends[Count] = end;
        _hashes[Count] = hash;
        Count++;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        int mask = _slots.Length - 1;
        for (int code = 0; code < Count; code++)
        {
            int slot = (int)_hashes[code] & mask;
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = code + 1;
        }
    }
}
