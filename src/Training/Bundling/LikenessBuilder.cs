using Tandem.Domain;
using Tandem.Ranking;

namespace Tandem.Training.Bundling;

/// <summary>
/// For each item the items most like it by what they are, not by who bought them: cosine³ of their tf-idf vectors, see
/// <see cref="ContentTerms"/>. The power keeps many distant relatives from outweighing a close one.
/// </summary>
public static class LikenessBuilder
{
    /// <summary>The least cosine of two items that are alike.</summary>
    public const float MinCosine = 0.3f;

    /// <summary>
    /// A term that more items have joins nobody: it says little, and the pairs grow with the square. It still counts in the length of a vector.
    /// </summary>
    public const int MaxHolders = 5_000;

    /// <param name="length">Entries of one item's list, at most.</param>
    public static SuccessorLists Build(
        IReadOnlyList<ItemDescription> items, int length = CovisitationBuilder.ListLength, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        var terms = new ContentTerms(items);
        return PairLists.Build(
            items.Count,
            length,
            (item, row) =>
            {
                foreach (int term in terms.OfItem[item])
                {
                    float weight = terms.Weight(term);
                    if (weight <= 0 || terms.Holders[term].Count > MaxHolders)
                    {
                        continue;
                    }

                    foreach (int other in terms.Holders[term])
                    {
                        row.Add(other, weight);
                    }
                }
            },
            (item, other, sum) => Cube(sum / (terms.Norm[item] * terms.Norm[other])),
            cancellation);
    }

    private static float Cube(float cosine) => cosine < MinCosine ? 0 : cosine * cosine * cosine;
}
