using Tandem.Domain;
using Tandem.Training.Online;

namespace Tandem.Training.Tests.Online;

public sealed class OnlineTrainerTests
{
    private static readonly LoggedExample[] Log = OnlineShop.Log(160);

    [Fact]
    public void Consume_StoppedAtEveryStepAndRestored_SameBytesAsWithoutAStop()
    {
        using OnlineTrainer whole = New();
        Feed(whole, Log);
        byte[] expected = Bytes(whole);

        OnlineTrainer trainer = New();
        foreach (LoggedExample logged in Log)
        {
            if (trainer.Consume(logged) > 0)
            {
                trainer = Restart(trainer, Bytes(trainer));
            }
        }

        Assert.True(trainer.Steps > 10);
        Assert.Equal(expected, Bytes(trainer));
        trainer.Dispose();
    }

    [Fact]
    public void Consume_CrashAtEveryExampleWithRareCheckpoints_SameBytesAsWithoutAStop()
    {
        LoggedExample[] log = Log[..60];
        using OnlineTrainer whole = New();
        Feed(whole, log);
        byte[] expected = Bytes(whole);

        for (int crash = 1; crash < log.Length; crash++)
        {
            OnlineTrainer trainer = New();
            byte[] checkpoint = Bytes(trainer);
            for (int place = 0; place < crash; place++)
            {
                trainer.Consume(log[place]);
                checkpoint = place % 7 == 6 ? Bytes(trainer) : checkpoint;
            }

            trainer = Restart(trainer, checkpoint);
            Feed(trainer, log.Where(logged => logged.Offset > trainer.Cursor));
            Assert.Equal(expected, Bytes(trainer));
            trainer.Dispose();
        }
    }

    [Fact]
    public void Consume_LearnableLog_LossFalls()
    {
        using OnlineTrainer trainer = New();
        Feed(trainer, OnlineShop.Log(2_000, seed: 3));

        Assert.True(trainer.Curve.TakeLast(5).Average(point => point.Loss) < trainer.Curve.Take(5).Average(point => point.Loss) - 0.5);
    }

    [Fact]
    public void Consume_HeldOutUsers_TeachNothing()
    {
        using OnlineTrainer all = New();
        using OnlineTrainer others = New();
        Feed(all, Log);
        var intake = new ExampleIntake(OnlineShop.Model(), OnlineShop.Options);
        foreach (LoggedExample logged in Log.Where(logged => logged.Example is not { } example || !intake.IsHeldOut(example.UserId)))
        {
            others.Consume(logged);
        }

        Assert.True(all.Counts.HeldOut > 5);
        Assert.Equal(0, others.Counts.HeldOut);
        Assert.Equal(others.Export().Array(Towers.TowerWeights.ItemOutputWeight), all.Export().Array(Towers.TowerWeights.ItemOutputWeight));
    }

    [Fact]
    public void Consume_BadExamples_AreCountedAndPassed()
    {
        using OnlineTrainer trainer = New();
        Feed(trainer, Log);

        Assert.True(trainer.Counts.Unreadable > 0);
        Assert.True(trainer.Counts.UnknownItems > 0);
        Assert.True(trainer.Counts.WithoutHistory > 0);
        Assert.Equal(Log[^1].Offset, trainer.Cursor);
    }

    [Fact]
    public void Consume_CancelledBeforeItIsRipe_TeachesNothing()
    {
        using OnlineTrainer trainer = new(OnlineShop.Model(knownAfterDays: 5), OnlineShop.Options with { HeldOutShare = 0, BatchSize = 1, ReplayShare = 0 }, OnlineShop.Engines);
        trainer.Consume(new LoggedExample(1, OnlineShop.Order("u", 1, "a", 3)));
        trainer.Consume(new LoggedExample(2, OnlineShop.Cancellation("u", 1, 3, 3)));
        trainer.Consume(new LoggedExample(3, OnlineShop.Order("v", 4, "b", 4)));
        Assert.Equal(0, trainer.Steps);
        trainer.Consume(new LoggedExample(4, OnlineShop.Order("w", 10, "c", 5)));

        Assert.Equal(1, trainer.Steps);
        Assert.Equal((1, 1), (trainer.Counts.Withdrawn, trainer.Counts.Trained));
    }

    [Fact]
    public void Consume_OrdersThatTheBundleKnows_TeachNothing()
    {
        using OnlineTrainer trainer = New();
        trainer.Consume(new LoggedExample(1, OnlineShop.Order("u", -3, "a", 3)));

        Assert.Equal((1, 0), (trainer.Counts.Known, trainer.Counts.Trained));
    }

    [Fact]
    public void Consume_OffsetTwice_Refused()
    {
        using OnlineTrainer trainer = New();
        trainer.Consume(Log[0]);

        Assert.Throws<ArgumentException>(() => trainer.Consume(Log[0]));
    }

    [Fact]
    public void Restore_DamagedAnywhere_Refused()
    {
        using OnlineTrainer trainer = New();
        Feed(trainer, Log[..40]);
        byte[] bytes = Bytes(trainer);
        for (int place = 9; place < bytes.Length; place += bytes.Length / 29)
        {
            byte[] damaged = [.. bytes];
            damaged[place] ^= 0x40;
            using OnlineTrainer other = New();
            Assert.Throws<TandemException>(() => other.Restore(new MemoryStream(damaged), Read));
        }
    }

    [Fact]
    public void TryCreate_PairwiseTarget_SaysWhyNot()
    {
        Assert.Null(OnlineModel.TryCreate(OnlineShop.Bundle(target: "pairwise-uniform"), out string? reason));
        Assert.Contains("pairwise-uniform", reason, StringComparison.Ordinal);
    }

    private static OnlineTrainer New() => new(OnlineShop.Model(), OnlineShop.Options, OnlineShop.Engines);

    private static OnlineTrainer Restart(OnlineTrainer trainer, byte[] checkpoint)
    {
        trainer.Dispose();
        OnlineTrainer next = New();
        next.Restore(new MemoryStream(checkpoint), Read);
        return next;
    }

    private static void Feed(OnlineTrainer trainer, IEnumerable<LoggedExample> log)
    {
        foreach (LoggedExample logged in log)
        {
            trainer.Consume(logged);
        }
    }

    private static LoggedExample[] Read(long after, int count) => [.. Log.Where(logged => logged.Offset > after).Take(count)];

    private static byte[] Bytes(OnlineTrainer trainer)
    {
        using var stream = new MemoryStream();
        trainer.Save(stream);
        return stream.ToArray();
    }
}
