using ParquetSharp;

namespace Tandem.Datasets.Columns;

/// <summary>One string for each distinct text, as long as there are not too many: attribute texts repeat a million times. Not thread-safe.</summary>
internal sealed class SharedTexts
{
    /// <summary>Texts beyond this many get a string each.</summary>
    private const int Bound = 200_000;

    private readonly TextCodes _codes = new();
    private readonly List<string> _texts = [];

    public string Of(ByteArray bytes)
    {
        ReadOnlySpan<byte> text = bytes.AsSpan();
        if (_texts.Count >= Bound)
        {
            return _codes.TryFind(text, out int known) ? _texts[known] : bytes.AsString();
        }

        int code = _codes.CodeOf(text);
        if (code == _texts.Count)
        {
            _texts.Add(bytes.AsString());
        }

        return _texts[code];
    }
}
