using System.Buffers;
using System.Runtime.InteropServices;
using Tandem.Domain;
using Tandem.Features.Format;
using Tandem.Features.Text;

namespace Tandem.Features.Attributes;

/// <summary>
/// The columns of the multi-hot matrix: one for each frequent <c>attribute=value</c>, <c>other_{attribute}</c> for rare and
/// unseen values, <c>prose_{attribute}</c> for values of more than <see cref="LongestValue"/> characters, which are all one value
/// (no two items share such a text; where few items have one it is rare, as any other), <c>no_{attribute}</c> for absence. Names and
/// values are compared after <see cref="TextNormaliser"/>; an attribute may come several times, with a value each.
/// </summary>
internal sealed class AttributeVocabulary
{
    /// <summary>Characters of a value as it was given, beyond which it is prose.</summary>
    public const int LongestValue = 256;

    private const string Prose = "prose";
    private const char Separator = '\u001f'; // A control character, so no normalised text contains it.
    private const int Missing = -1;

    private readonly string[] _columns;
    private readonly string[] _attributes;
    private readonly int[] _other;
    private readonly int[] _absent;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _columnOf;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _attributeOf;

    private AttributeVocabulary(string[] columns, string[] attributes, int[] other, int[] absent)
    {
        _columns = columns;
        _attributes = attributes;
        _other = other;
        _absent = absent;
        _columnOf = Index(columns);
        _attributeOf = Index(attributes);
    }

    public int ColumnCount => _columns.Length;

    public int AttributeCount => _attributes.Length;

    /// <summary>Columns that stand for rare values.</summary>
    public int OtherCount => _other.Count(column => column != Missing);

    public static AttributeVocabulary Fit(IReadOnlyList<ItemDescription> items, AttributeOptions options)
    {
        Dictionary<string, int> valueItems = new(StringComparer.Ordinal);
        Dictionary<string, int> attributeItems = new(StringComparer.Ordinal);
        HashSet<string> values = new(StringComparer.Ordinal);
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (ItemDescription item in items)
        {
            values.Clear();
            names.Clear();
            foreach (ItemAttribute attribute in item.Attributes)
            {
                string name = TextNormaliser.Normalise(attribute.Name);
                string value = IsProse(attribute) ? $"{Separator}{Prose}" : TextNormaliser.Normalise(attribute.Value);
                if (name.Length > 0 && value.Length > 0)
                {
                    names.Add(name);
                    values.Add($"{name}{Separator}{value}");
                }
            }

            Count(valueItems, values);
            Count(attributeItems, names);
        }

        return Build(items.Count, valueItems, attributeItems, options);
    }

    public string DisplayName(int column)
    {
        string key = _columns[column];
        int separator = key.IndexOf(Separator, StringComparison.Ordinal);
        string attribute = key[..separator];
        int index = _attributeOf[attribute];
        return column == _other[index] ? $"other_{attribute}"
            : column == _absent[index] ? $"no_{attribute}"
            : key[separator + 1] == Separator ? $"{Prose}_{attribute}"
            : $"{attribute}={key[(separator + 1)..]}";
    }

    /// <summary>
    /// Collects the item's distinct columns, ascending, into <paramref name="columns"/>, which has room for
    /// <see cref="Capacity"/> of them; returns how many there are. An item that comes without any attributes has no
    /// columns, rather than every <c>no_{attribute}</c>: nothing is known of it.
    /// </summary>
    public int Encode(ItemDescription item, Span<int> columns)
    {
        if (item.Attributes.Count == 0 || _columns.Length == 0)
        {
            return 0;
        }

        bool[] present = ArrayPool<bool>.Shared.Rent(_attributes.Length);
        present.AsSpan(0, _attributes.Length).Clear();
        int count = 0;
        foreach (ItemAttribute attribute in item.Attributes)
        {
            int column = ColumnOf(attribute, present);
            if (column != Missing && !columns[..count].Contains(column))
            {
                columns[count++] = column;
            }
        }

        for (int i = 0; i < _attributes.Length; i++)
        {
            if (_absent[i] != Missing && !present[i])
            {
                columns[count++] = _absent[i];
            }
        }

        ArrayPool<bool>.Shared.Return(present);
        columns[..count].Sort();
        return count;
    }

    /// <summary>The most columns that the item can have.</summary>
    public int Capacity(ItemDescription item) => item.Attributes.Count + _attributes.Length;

    public void Save(FitWriter writer)
    {
        writer.Write(_columns.Length);
        foreach (string column in _columns)
        {
            writer.Write(column);
        }

        writer.Write(_attributes.Length);
        foreach (string attribute in _attributes)
        {
            writer.Write(attribute);
        }

        writer.Write(_other);
        writer.Write(_absent);
    }

    public static AttributeVocabulary Load(FitReader reader)
    {
        string[] columns = new string[reader.Count()];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = reader.Text();
        }

        string[] attributes = new string[reader.Count()];
        for (int i = 0; i < attributes.Length; i++)
        {
            attributes[i] = reader.Text();
        }

        return new AttributeVocabulary(columns, attributes, reader.Ints(), reader.Ints());
    }

    private static AttributeVocabulary Build(
        int itemCount, Dictionary<string, int> valueItems, Dictionary<string, int> attributeItems, AttributeOptions options)
    {
        string[] attributes = [.. attributeItems.Keys.Order(StringComparer.Ordinal)];
        Dictionary<string, int> attributeIndex = attributes.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        int[] other = new int[attributes.Length];
        int[] absent = new int[attributes.Length];
        Array.Fill(other, Missing);
        Array.Fill(absent, Missing);
        List<string> columns = [];
        foreach ((string key, int count) in valueItems.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (count >= options.MinItems)
            {
                columns.Add(key);
            }
            else
            {
                other[attributeIndex[key[..key.IndexOf(Separator, StringComparison.Ordinal)]]] = 0;
            }
        }

        for (int i = 0; i < attributes.Length; i++)
        {
            if (other[i] != Missing)
            {
                other[i] = columns.Count;
                columns.Add($"{attributes[i]}{Separator}{Separator}other");
            }

            int having = attributeItems[attributes[i]];
            if (having >= options.AbsenceShare * itemCount && having < itemCount)
            {
                absent[i] = columns.Count;
                columns.Add($"{attributes[i]}{Separator}{Separator}no");
            }
        }

        return new AttributeVocabulary([.. columns], attributes, other, absent);
    }

    private int ColumnOf(ItemAttribute attribute, bool[] present)
    {
        string ownName = InFormKC(attribute.Name), ownValue = IsProse(attribute) ? Prose : InFormKC(attribute.Value);
        int length = ownName.Length + ownValue.Length + 2;
        char[] buffer = ArrayPool<char>.Shared.Rent(length);
        try
        {
            int name = TextNormaliser.Fold(ownName, buffer);
            buffer[name] = Separator;
            int value = TextNormaliser.Fold(ownValue, buffer.AsSpan(name + 1));
            if (IsProse(attribute))
            {
                buffer[name + 1] = Separator;
                value = Prose.Length + 1;
                Prose.CopyTo(buffer.AsSpan(name + 2));
            }

            if (value == 0 || !_attributeOf.TryGetValue(buffer.AsSpan(0, name), out int index))
            {
                return Missing;
            }

            present[index] = true;
            return _columnOf.TryGetValue(buffer.AsSpan(0, name + 1 + value), out int column) ? column : _other[index];
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    private static bool IsProse(ItemAttribute attribute) => attribute.Value.Length > LongestValue;

    /// <summary>Seldom anything but the text itself, so that encoding an item allocates nothing.</summary>
    private static string InFormKC(string text) => CompatibilityForm.Holds(text) ? text : TextNormaliser.Normalise(text);

    private static Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Index(string[] keys) =>
        keys.Index()
            .ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();

    private static void Count(Dictionary<string, int> counts, HashSet<string> keys)
    {
        foreach (string key in keys)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _)++;
        }
    }
}
