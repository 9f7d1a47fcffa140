using Tandem.Ranking;
using Tandem.Training.Experiments;

namespace Tandem.Training.Tests.Experiments;

public sealed class RunFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("run").FullName;

    [Fact]
    public void Blend_FittedTheSameWay_IsKept()
    {
        var run = new RunFolder(_folder);
        run.Blend("ridge 1", () => With(0.25));

        Blend kept = run.Blend("ridge 1", () => throw new InvalidOperationException("Fitted again."));

        Assert.Equal(0.25, kept.Weights["repeats.ordered"]);
    }

    [Fact]
    public void Blend_FittedAnotherWay_IsFittedAgain()
    {
        var run = new RunFolder(_folder);
        run.Blend("ridge 1", () => With(0.25));

        run.Blend("ridge 2", () => With(0.5));

        Assert.Equal(0.5, run.Blend("ridge 2", () => With(0.75)).Weights["repeats.ordered"]);
    }

    [Fact]
    public void Blend_InterruptedFit_LeavesNothingThatIsTakenForIt()
    {
        var run = new RunFolder(_folder);
        run.Blend("ridge 1", () => With(0.25));
        Assert.Throws<OperationCanceledException>(() => run.Blend("ridge 2", () => throw new OperationCanceledException()));

        Assert.Equal(0.5, run.Blend("ridge 2", () => With(0.5)).Weights["repeats.ordered"]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Blend With(double weight) => new(new Dictionary<string, double> { ["repeats.ordered"] = weight });
}
