using Tandem.Training.Batches;

namespace Tandem.Training.Tests.Batches;

public sealed class EpochOrderTests
{
    private static readonly SequenceWindow[] Windows = [.. Enumerable.Range(0, 1000).Select(user => new SequenceWindow(user, 0, 2 + (user * 7 % 60), 0))];

    [Fact]
    public void Create_AnyEpoch_HasEachWindowOnce()
    {
        SequenceWindow[][] order = EpochOrder.Create(Windows, 16, seed: 1, epoch: 3);

        Assert.Equal(Windows, order.SelectMany(batch => batch).OrderBy(window => window.User));
    }

    [Fact]
    public void Create_SameSeedAndEpoch_GivesTheSameOrder() =>
        Assert.Equal(EpochOrder.Create(Windows, 16, 1, 3), EpochOrder.Create(Windows, 16, 1, 3));

    [Fact]
    public void Create_OtherEpoch_GivesAnotherOrder() =>
        Assert.NotEqual(EpochOrder.Create(Windows, 16, 1, 3), EpochOrder.Create(Windows, 16, 1, 4));

    [Fact]
    public void Create_MixedLengths_PadsLittle()
    {
        SequenceWindow[][] order = EpochOrder.Create(Windows, 16, 1, 1);
        int padded = order.Sum(batch => batch.Length * batch.Max(window => window.Length));

        Assert.True(padded < 1.1 * Windows.Sum(window => window.Length));
    }
}
