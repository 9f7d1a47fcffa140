using Tandem.Domain;
using Tandem.Features.Categories;

namespace Tandem.Features.Tests.Categories;

public class PoincareTrainingTests
{
    private static readonly (string Child, string Parent)[] Tree =
        [.. Enumerable.Range(1, 40).Select(i => ($"n{i}", $"n{(i - 1) / 3}"))];

    private static readonly PoincareOptions Options = new() { Dimension = 4, Epochs = 12 };

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(12)]
    public void Load_AfterAnyEpoch_GoesOnToTheSameBytes(int stopAfter)
    {
        PoincareTraining stopped = Run(new PoincareTraining(Tree, Options), stopAfter);
        using MemoryStream checkpoint = new();
        stopped.Save(checkpoint);
        checkpoint.Position = 0;
        PoincareTraining resumed = new(Tree, Options);
        resumed.Load(checkpoint);
        Assert.Equal(stopAfter, resumed.EpochsDone);
        Assert.Equal(Text(Run(new PoincareTraining(Tree, Options), 12)), Text(Run(resumed, 12 - stopAfter)));
    }

    [Fact]
    public void Load_OtherOptions_IsRefused()
    {
        using MemoryStream checkpoint = Checkpoint();
        Assert.Contains("other options", Refusal(new PoincareTraining(Tree, Options with { Seed = 3 }), checkpoint), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OtherEdges_IsRefused()
    {
        using MemoryStream checkpoint = Checkpoint();
        Assert.Contains("other edges", Refusal(new PoincareTraining(Tree[1..], Options), checkpoint), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_CutAnywhere_IsRefused()
    {
        byte[] whole = Checkpoint().ToArray();
        for (int length = 0; length < whole.Length; length += 97)
        {
            using MemoryStream cut = new(whole, 0, length);
            Assert.NotEmpty(Refusal(new PoincareTraining(Tree, Options), cut));
        }
    }

    private static string Refusal(PoincareTraining training, Stream checkpoint) =>
        Assert.Throws<TandemException>(() => training.Load(checkpoint)).Message;

    private static MemoryStream Checkpoint()
    {
        MemoryStream checkpoint = new();
        Run(new PoincareTraining(Tree, Options), 2).Save(checkpoint);
        checkpoint.Position = 0;
        return checkpoint;
    }

    private static PoincareTraining Run(PoincareTraining training, int epochs)
    {
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            training.RunEpoch(new ParallelOptions());
        }

        return training;
    }

    private static string Text(PoincareTraining training)
    {
        using StringWriter text = new();
        training.Finish(new ParallelOptions()).WriteTsv(text);
        return text.ToString();
    }
}
