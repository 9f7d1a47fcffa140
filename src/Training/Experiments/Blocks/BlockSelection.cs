using Tandem.Features;

namespace Tandem.Training.Experiments.Blocks;

/// <summary>Some blocks of the fused vector; the others are zeros, as if nothing were known. The length stays.</summary>
/// <param name="Name">What the selection is called in folders and reports.</param>
/// <param name="Kept">Names of the blocks that are kept, in the schema's order.</param>
internal sealed record BlockSelection(string Name, IReadOnlyList<string> Kept)
{
    /// <summary>The selection that leaves nothing out.</summary>
    public const string All = "all";

    /// <summary>The selection that leaves everything out: the towers know an item by its id alone.</summary>
    public const string None = "ids-only";

    /// <summary>All blocks, all but one, only one, and none; a selection that comes twice keeps its first name.</summary>
    public static IReadOnlyList<BlockSelection> Of(IReadOnlyList<string> blocks)
    {
        BlockSelection[] every =
        [
            new(All, blocks),
            .. blocks.Select(block => new BlockSelection("without-" + block, [.. blocks.Where(other => other != block)])),
            .. blocks.Select(block => new BlockSelection("only-" + block, [block])),
            new(None, []),
        ];
        return [.. every.DistinctBy(static selection => string.Join(',', selection.Kept))];
    }

    /// <summary>The blocks that say anything of any item.</summary>
    /// <param name="fused">[items, schema dimension] row-major.</param>
    public static IReadOnlyList<string> Present(FeatureSchema schema, float[] fused) =>
        [.. schema.Blocks().Where(block => Rows(fused, schema.Dimension, block).Any(static row => row.Span.ContainsAnyExcept(0f))).Select(static block => block.Name)];

    /// <summary>A copy of [items, schema dimension] in which only the kept blocks are not zero.</summary>
    public float[] Apply(FeatureSchema schema, float[] fused)
    {
        float[] kept = [.. fused];
        foreach (var block in schema.Blocks().Where(block => !Kept.Contains(block.Name)))
        {
            foreach (Memory<float> row in Rows(kept, schema.Dimension, block))
            {
                row.Span.Clear();
            }
        }

        return kept;
    }

    private static IEnumerable<Memory<float>> Rows(float[] fused, int dimension, (string Name, int Offset, int Length) block) =>
        Enumerable.Range(0, fused.Length / dimension).Select(item => fused.AsMemory((item * dimension) + block.Offset, block.Length));
}
