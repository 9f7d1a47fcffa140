namespace Tandem.Ranking;

/// <summary>
/// The item ids of a history, each once; the place in the table is an id's code. Numbers come first, ascending, as their differences;
/// then all others in ordinal order.
/// </summary>
internal static class ItemIdTable
{
    /// <summary>Writes the distinct ids and returns their codes.</summary>
    public static Dictionary<string, int> Write(VarintWriter writer, IEnumerable<string> ids)
    {
        SortedSet<ulong> numbers = [];
        SortedSet<string> texts = new(StringComparer.Ordinal);
        foreach (string id in ids)
        {
            if (IdCodec.IsNumber(id, out ulong number))
            {
                numbers.Add(number);
            }
            else
            {
                texts.Add(id);
            }
        }

        Dictionary<string, int> codes = new(numbers.Count + texts.Count, StringComparer.Ordinal);
        writer.Unsigned((ulong)numbers.Count);
        ulong previous = 0;
        foreach (ulong number in numbers)
        {
            writer.Unsigned(number - previous);
            previous = number;
            codes.Add(IdCodec.Format(number), codes.Count);
        }

        writer.Unsigned((ulong)texts.Count);
        IdCodec codec = new();
        foreach (string text in texts)
        {
            writer.Unsigned((ulong)codec.HeaderOf(text));
            codec.Write(writer, text);
            codes.Add(text, codes.Count);
        }

        return codes;
    }

    public static string[] Read(ref VarintReader reader)
    {
        string[] numbers = new string[reader.Length()];
        ulong number = 0;
        for (int i = 0; i < numbers.Length; i++)
        {
            number += reader.Unsigned();
            numbers[i] = IdCodec.Format(number);
        }

        string[] texts = new string[reader.Length()];
        IdCodec codec = new();
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = codec.Read(ref reader, reader.Count());
        }

        return [.. numbers, .. texts];
    }
}
