using Tandem.Features;
using Tandem.Training.Experiments.Blocks;

namespace Tandem.Training.Tests.Experiments;

public sealed class BlockSelectionTests
{
    private static readonly FeatureSchema Schema = new() { Attributes = 2, Popularity = 0, Category = 1, Image = 1, Text = 2 };

    [Fact]
    public void Of_ThreeBlocks_HasEachWithoutAndEachAlone()
    {
        IReadOnlyList<BlockSelection> selections = BlockSelection.Of(["attributes", "category", "text"]);

        Assert.Equal(
            ["all", "without-attributes", "without-category", "without-text", "only-attributes", "only-category", "only-text", "ids-only"],
            selections.Select(static selection => selection.Name));
        Assert.Equal(["attributes", "text"], selections[2].Kept);
    }

    [Fact]
    public void Of_TwoBlocks_HasNothingTwice() =>
        Assert.Equal(["all", "without-image", "without-text", "ids-only"], BlockSelection.Of(["image", "text"]).Select(static selection => selection.Name));

    [Fact]
    public void Of_OneBlock_ComparesItWithNone() =>
        Assert.Equal(["all", "without-text"], BlockSelection.Of(["text"]).Select(static selection => selection.Name));

    [Fact]
    public void Present_BlockOfZeros_IsAbsent() =>
        Assert.Equal(["attributes", "text"], BlockSelection.Present(Schema, [0, 0, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0]));

    [Fact]
    public void Apply_KeptBlocks_LeavesTheRestZeroAndTheInputAlone()
    {
        float[] fused = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

        Assert.Equal([1, 2, 0, 4, 0, 0, 7, 8, 0, 10, 0, 0], new BlockSelection("two", ["attributes", "image"]).Apply(Schema, fused));
        Assert.Equal(12, fused[^1]);
    }
}
