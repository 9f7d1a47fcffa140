using Tandem.Domain;
using Tandem.Features.Numerics;

namespace Tandem.Features.Text;

/// <summary>
/// Gathers, from a stream of items, the texts that the built-in encoder learns its words from: those of the items that come first by the
/// seeded hash of their ids, until their number or their characters are as many as allowed. The same items give the same sample in any order.
/// Not thread-safe.
/// </summary>
public sealed class TextSample
{
    private readonly TextOptions _options;
    private readonly int _seed;
    private readonly PriorityQueue<string[], SampleKey> _kept = new(SampleKey.LastFirst);

    // The first item that was dropped. None from it on comes in again, however short: else a sample would depend on the order of the items.
    private SampleKey? _end;

    /// <param name="options">What is a text, and how many are kept.</param>
    /// <param name="seed">Seeds the draw.</param>
    public TextSample(TextOptions options, int seed)
    {
        _options = options;
        _seed = seed;
    }

    /// <summary>Items seen, with a text or without.</summary>
    public long Items { get; private set; }

    /// <summary>Items seen that have a text.</summary>
    public long Given { get; private set; }

    /// <summary>Characters that are kept, of each text those that the encoder reads.</summary>
    public long Characters { get; private set; }

    /// <summary>Sees the next item; its attributes must be whole.</summary>
    public void Add(ItemDescription item)
    {
        Items++;
        if (!ItemTexts.Of(item, _options.Attributes).Any())
        {
            return;
        }

        Given++;
        SampleKey key = SampleKey.Of(item.ItemId, _seed);
        if (_end?.CompareTo(key) <= 0)
        {
            return;
        }

        string[] texts = [.. ItemTexts.Of(item, _options.Attributes).Select(Read)];
        _kept.Enqueue(texts, key);
        Characters += texts.Sum(static text => text.Length);
        while (_kept.Count > 1 && (_kept.Count > _options.SampleItems || Characters > _options.SampleCharacters))
        {
            _kept.TryDequeue(out string[]? dropped, out SampleKey last);
            Characters -= dropped!.Sum(static text => text.Length);
            _end = last;
        }
    }

    /// <summary>The texts of the sample in Unicode form KC, in the order of the hashes.</summary>
    internal string[] Drawn() => [.. _kept.UnorderedItems.OrderBy(static entry => entry.Priority).SelectMany(static entry => entry.Element)];

    private string Read(string text)
    {
        string compatible = CompatibilityForm.Of(text);
        return compatible.Length <= _options.MaxCharacters ? compatible : compatible[.._options.MaxCharacters];
    }
}
