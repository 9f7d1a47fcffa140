using Tandem.Training.Managed;

namespace Tandem.Training.Tests.Managed;

public sealed class DropoutTests
{
    [Fact]
    public void Apply_ManyCells_DropsItsShareAndKeepsTheMean()
    {
        float[] cells = new float[100_000];
        Array.Fill(cells, 1f);

        new Dropout(0.35f, 5).Apply(cells, row: 0);

        // Five standard deviations of a binomial of 100,000.
        Assert.InRange(cells.Count(cell => cell == 0) / 100_000d, 0.3425, 0.3575);
        Assert.All(cells, cell => Assert.True(cell == 0 || MathF.Abs(cell - (1 / 0.65f)) < 1e-4));
    }

    [Fact]
    public void Apply_SameRowTwice_GivesTheSameMask() => Assert.Equal(Mask(9, 3), Mask(9, 3));

    [Fact]
    public void Apply_FewerCells_GivesTheFirstPartOfTheMask() => Assert.Equal(Mask(9, 3)[..10], Mask(9, 3, 10));

    [Fact]
    public void Apply_OtherRowOrSeed_GivesAnotherMask()
    {
        Assert.NotEqual(Mask(9, 3), Mask(9, 4));
        Assert.NotEqual(Mask(9, 3), Mask(10, 3));
    }

    [Fact]
    public void Drops_ManyRows_HasItsShare() =>
        Assert.InRange(Enumerable.Range(0, 100_000).Count(row => new Dropout(0.1f, 2).Drops(row)) / 100_000d, 0.095, 0.105);

    [Fact]
    public void Off_AnyRow_ChangesNothing()
    {
        float[] cells = [1, 2, 3];

        Dropout.Off.Apply(cells, 1);

        Assert.Equal([1, 2, 3], cells);
        Assert.False(Dropout.Off.Drops(1));
    }

    private static float[] Mask(ulong seed, int row, int cells = 64)
    {
        float[] mask = new float[cells];
        Array.Fill(mask, 1f);
        new Dropout(0.5f, seed).Apply(mask, row);
        return mask;
    }
}
