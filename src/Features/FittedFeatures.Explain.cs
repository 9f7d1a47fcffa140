using Tandem.Domain;
using Tandem.Features.Numerics;

namespace Tandem.Features;

public sealed partial class FittedFeatures
{
    private const int ExplainedColumns = 10;

    /// <summary>
    /// Lines for people on how an item's vector came about: the length of each block, the attribute columns that weigh
    /// most in it, and where the item stands in popularity.
    /// </summary>
    public IReadOnlyList<string> Explain(ItemDescription item, ItemCounts counts)
    {
        float[] fused = new float[Schema.Dimension];
        Fuse(item, counts, fused);
        List<string> lines = [FormattableString.Invariant($"item {item.ItemId}: {Schema.Dimension} dimensions, schema {Schema.Hash}")];
        int offset = 0;
        foreach ((string block, int length) in Blocks())
        {
            double norm = Math.Sqrt(Kernels.SquaredNorm(fused.AsSpan(offset, length)));
            lines.Add(FormattableString.Invariant($"{block}: {offset}..{offset + length - 1}, length {norm:0.000}{(norm == 0 ? ", nothing known" : "")}"));
            offset += length;
        }

        if (Schema.Attributes > 0)
        {
            lines.AddRange(_attributes.Explain(item).Take(ExplainedColumns).Select(
                pair => FormattableString.Invariant($"attribute {pair.Column}: {pair.Weight:0.000}")));
        }

        if (Schema.Popularity > 0)
        {
            lines.Add(_popularity.Explain(item, counts));
        }

        return lines;
    }

    private (string Block, int Length)[] Blocks() =>
    [
        ("attributes", Schema.Attributes),
        ("popularity", Schema.Popularity),
        ("category", Schema.Category),
        ("image", Schema.Image),
        ("text", Schema.Text),
    ];
}
