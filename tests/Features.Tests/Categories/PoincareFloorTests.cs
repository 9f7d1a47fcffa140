using System.IO.Compression;
using Tandem.Datasets.Tests;
using Tandem.Features.Categories;

namespace Tandem.Features.Tests.Categories;

public class PoincareFloorTests
{
    [Fact]
    public void Train_WordNetMammals_ReachesTheFloor()
    {
        PoincareQuality quality = PoincareTrainer.Train(
            Pairs("wordnet/mammal_closure.tsv.gz"), new PoincareOptions { Dimension = 10, Epochs = 150 }, new ParallelOptions()).Quality;
        Assert.InRange(quality.MeanAveragePrecision, 0.94, 1);
        Assert.InRange(quality.HitAt1, 0.88, 1);
    }

    private static IEnumerable<(string Child, string Parent)> Pairs(string relative)
    {
        using StreamReader text = new(new GZipStream(File.OpenRead(SharedData.Require(relative)), CompressionMode.Decompress));
        while (text.ReadLine() is { } line)
        {
            string[] fields = line.Split('\t');
            yield return (fields[0], fields[1]);
        }
    }
}
