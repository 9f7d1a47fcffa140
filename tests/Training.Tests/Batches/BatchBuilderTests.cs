using FsCheck.Xunit;
using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Features;
using Tandem.Towers;
using Tandem.Training.Batches;
using Tandem.Training.Targets;
using static Tandem.Training.Tests.InteractionsBuilder;

namespace Tandem.Training.Tests.Batches;

public sealed class BatchBuilderTests
{
    private const int Features = 2;

    [Property(MaxTest = 60)]
    public void Build_RandomHistories_TargetsComeStrictlyAfterTheirState(int seed)
    {
        // Every event has its own item, so that an item tells its time.
        Interactions interactions = RandomUsers(seed);
        long[] timeOf = new long[interactions.ItemCount];
        for (int row = 0; row < interactions.Count; row++)
        {
            timeOf[interactions.Item[row]] = interactions.OccurredAt[row];
        }

        TrainingBatch? batch = Build(interactions, TargetStrategies.Named("sampled-softmax"), 0.3, seed);

        for (int target = 0; target < (batch?.Positive.Length ?? 0); target++)
        {
            Assert.True(timeOf[batch!.Items[batch.TargetPosition[target]]] < timeOf[batch.Positive[target]]);
        }
    }

    [Property(MaxTest = 60)]
    public void Build_RandomHistories_PassesTheBatchCheck(int seed)
    {
        TrainingBatch? batch = Build(RandomUsers(seed), TargetStrategies.Named("sampled-softmax"), 0.3, seed);

        batch?.Check(new TowerShape { EventFeatures = Features }, 400, TargetLoss.SampledSoftmax);
    }

    [Fact]
    public void Build_Original_NegativesAreTheUsersFailures()
    {
        Interactions interactions = new InteractionsBuilder(5)
            .Add(0, 0, EventAction.ToCart, 0).Add(0, 0, EventAction.Remove, Minute).Add(0, 1, EventAction.Order, Day, order: 1).Build();

        TrainingBatch batch = Build(interactions, TargetStrategies.Named("original"), 0, 1)!;

        Assert.Equal([0], batch.PairNegatives);
    }

    [Property(MaxTest = 40)]
    public void Build_MixedPairNegatives_AreSoManyForEachTargetAndNoPositivesOfItsState(int seed)
    {
        TargetStrategy mixed = TargetStrategies.Named("original-and-uniform") with { NegativeCount = 5 };
        TrainingBatch? batch = Build(RandomUsers(seed), mixed, 0.3, seed);

        Assert.Equal((batch?.Positive.Length ?? 0) * 5, batch?.PairNegatives.Length ?? 0);
        for (int pair = 0; pair < (batch?.PairNegatives.Length ?? 0); pair++)
        {
            int position = batch!.TargetPosition[pair / 5];
            Assert.DoesNotContain(batch.PairNegatives[pair], batch.Positive.Where((_, target) => batch.TargetPosition[target] == position));
        }
    }

    [Fact]
    public void Build_InBatch_SharesTheBatchsPositives()
    {
        TrainingBatch batch = Build(RandomUsers(3), TargetStrategies.Named("in-batch-softmax"), 0, 3)!;

        Assert.Equal(batch.Positive.Distinct().Order(), batch.SharedNegatives);
    }

    [Fact]
    public void Build_FullSoftmax_SharesEveryItemWithoutCorrection()
    {
        TrainingBatch batch = Build(RandomUsers(3), TargetStrategies.Named("full-softmax"), 0, 3)!;

        Assert.Equal(Enumerable.Range(0, 400), batch.SharedNegatives);
        Assert.All(batch.SharedNegativesLogQ, logQ => Assert.Equal(0f, logQ));
    }

    [Fact]
    public void Build_ShorterSequence_IsPaddedAtItsEnd()
    {
        Interactions interactions = new InteractionsBuilder(5)
            .Add(0, 0, EventAction.Order, 0).Add(0, 1, EventAction.Order, Day)
            .Add(1, 2, EventAction.Order, 0).Add(1, 3, EventAction.Order, Day).Add(1, 4, EventAction.Order, 2 * Day).Build();

        TrainingBatch batch = Build(interactions, TargetStrategies.Named("sampled-softmax"), 0, 1)!;

        Assert.Equal([0, 1, -1, 2, 3, 4], batch.Items);
    }

    [Fact]
    public void Build_Padding_HasZeroFeatures()
    {
        Interactions interactions = new InteractionsBuilder(5)
            .Add(0, 0, EventAction.Order, 0).Add(0, 1, EventAction.Order, Day)
            .Add(1, 2, EventAction.Order, 0).Add(1, 3, EventAction.Order, Day).Add(1, 4, EventAction.Order, 2 * Day).Build();

        TrainingBatch batch = Build(interactions, TargetStrategies.Named("sampled-softmax"), 0, 1)!;

        Assert.Equal(new float[Features], batch.EventFeatures.AsSpan(2 * Features, Features).ToArray());
    }

    [Fact]
    public void Build_SameSeed_GivesTheSameBatch()
    {
        TrainingBatch first = Build(RandomUsers(5), TargetStrategies.Named("sampled-softmax"), 0.2, 9)!;
        TrainingBatch second = Build(RandomUsers(5), TargetStrategies.Named("sampled-softmax"), 0.2, 9)!;

        Assert.Equivalent(first, second, strict: true);
    }

    private static Interactions RandomUsers(int seed)
    {
        var random = new Random(seed);
        var builder = new InteractionsBuilder(400);
        int item = 0;
        for (int user = 0; user < 10; user++)
        {
            long at = 0;
            int order = -1;
            for (int count = random.Next(1, 40); count > 0; count--)
            {
                at += random.Next(4) switch { 0 => 0, 1 => Minute, 2 => 2 * 60 * Minute, _ => random.Next(5) * Day };
                order = random.Next(3) == 0 ? item : order;
                EventAction action = (EventAction)random.Next(EventActions.Count);
                builder.Add(user, item++, action, at, action == EventAction.Order ? order : -1);
            }
        }

        return builder.Build();
    }

    private static TrainingBatch? Build(Interactions interactions, TargetStrategy strategy, double dropout, int seed)
    {
        var targets = new TargetFinder(interactions, strategy);
        SequenceWindow[] windows = SequenceWindows.Cut(interactions, targets, 16);
        var builder = new BatchBuilder(
            interactions, strategy, targets, new UserNegatives(interactions, strategy), [], Encode, Features, dropout);
        return windows.Length == 0 ? null : builder.Build(windows, new Random(seed));
    }

    private static void Encode(ReadOnlySpan<SequenceEvent> sequence, Span<float> destination) => destination.Fill(1);
}
