using Tandem.Domain;
using Tandem.Features.Text;

namespace Tandem.Training.Bundling;

/// <summary>
/// Items as sets of terms: the words of the name, the category, the attributes. A term weighs idf = ln(items / items with it) (Sparck Jones,
/// A statistical interpretation of term specificity, 1972), and an item's vector has length 1.
/// </summary>
internal sealed class ContentTerms
{
    private readonly float[] _idf;

    public ContentTerms(IReadOnlyList<ItemDescription> items)
    {
        var codes = new Dictionary<string, int>(StringComparer.Ordinal);
        OfItem = new int[items.Count][];
        for (int item = 0; item < items.Count; item++)
        {
            OfItem[item] = [.. Terms(items[item]).Distinct(StringComparer.Ordinal).Select(Code)];
        }

        Holders = new List<int>[codes.Count];
        for (int term = 0; term < Holders.Length; term++)
        {
            Holders[term] = [];
        }

        for (int item = 0; item < OfItem.Length; item++)
        {
            foreach (int term in OfItem[item])
            {
                Holders[term].Add(item);
            }
        }

        _idf = [.. Holders.Select(holders => MathF.Log((float)items.Count / holders.Count))];
        Norm = [.. OfItem.Select(terms => MathF.Sqrt(terms.Sum(term => _idf[term] * _idf[term])))];

        int Code(string term)
        {
            if (!codes.TryGetValue(term, out int code))
            {
                code = codes.Count;
                codes.Add(term, code);
            }

            return code;
        }
    }

    /// <summary>[items] codes of an item's terms, each once.</summary>
    public int[][] OfItem { get; }

    /// <summary>[terms] the items that have the term.</summary>
    public List<int>[] Holders { get; }

    /// <summary>[items] √Σ idf² over the item's terms; 0 when it has none or only such that every item has.</summary>
    public float[] Norm { get; }

    /// <summary>What sharing the term adds to the inner product of two items' vectors before they are scaled.</summary>
    public float Weight(int term) => _idf[term] * _idf[term];

    private static IEnumerable<string> Terms(ItemDescription item)
    {
        if (item.CategoryId is { } category)
        {
            yield return $"category {category}";
        }

        foreach (ItemAttribute attribute in item.Attributes)
        {
            yield return $"attribute {attribute.Name} {attribute.Value}";
        }

        foreach (string word in TextNormaliser.Normalise(item.Name).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            yield return $"word {word}";
        }
    }
}
