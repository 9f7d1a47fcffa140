using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Training.Batches;
using Tandem.Training.Targets;
using static Tandem.Training.Tests.InteractionsBuilder;

namespace Tandem.Training.Tests.Batches;

public sealed class SequenceWindowsTests
{
    [Theory]
    [InlineData(2, 8)]
    [InlineData(8, 8)]
    [InlineData(9, 8)]
    [InlineData(31, 8)]
    [InlineData(30, 7)]
    public void Cut_AnyLength_EachStateIsATargetOnce(int events, int length)
    {
        SequenceWindow[] windows = Cut(User(events), length);

        int[] states = [.. windows.SelectMany(window => Enumerable.Range(window.TargetStart, window.End - window.TargetStart)).Order()];
        Assert.Equal(Enumerable.Range(0, events), states);
    }

    [Theory]
    [InlineData(31, 8)]
    [InlineData(30, 7)]
    public void Cut_LongUser_NoWindowIsLongerThanAsked(int events, int length) =>
        Assert.All(Cut(User(events), length), window => Assert.InRange(window.Length, 2, length));

    [Fact]
    public void Cut_AnonymousUser_GivesNoWindow() => Assert.Empty(Cut(User(5, anonymous: true), 8));

    [Fact]
    public void Cut_UserWithoutNegativesOfTheirOwn_GivesNoWindow()
    {
        Interactions interactions = User(5);
        TargetStrategy original = TargetStrategies.Named("original");

        Assert.Empty(SequenceWindows.Cut(interactions, new TargetFinder(interactions, original), 8, new UserNegatives(interactions, original)));
    }

    private static Interactions User(int events, bool anonymous = false)
    {
        var builder = new InteractionsBuilder(events);
        for (int index = 0; index < events; index++)
        {
            builder.Add(0, index, EventAction.Order, index * Day, order: index);
        }

        return anonymous ? builder.Build(0) : builder.Build();
    }

    private static SequenceWindow[] Cut(Interactions interactions, int length)
    {
        var targets = new TargetFinder(interactions, TargetStrategies.Named("sampled-softmax"));
        return SequenceWindows.Cut(interactions, targets, length);
    }
}
