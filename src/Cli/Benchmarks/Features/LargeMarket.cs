using System.Globalization;
using Tandem.Datasets;
using Tandem.Domain;

namespace Tandem.Cli.Benchmarks.Features;

/// <summary>
/// The items and categories of a marketplace of any size, drawn in a stream: nine attributes an item by Zipf's law, names of
/// six words, a tree of three levels, and images that are their category's and a style's direction plus noise. Made for
/// measuring time and memory; nothing is to be learnt from it.
/// </summary>
internal sealed class LargeMarket(int items, int imageDimension, int seed)
{
    private const int Branches = 40;
    private const int Leaves = 1000;
    private const int Attributes = 9;
    private const int ValuesPerAttribute = 330;
    private const int Words = 20_000;
    private const int WordsPerName = 6;
    private const int Styles = 64;
    private const int VariantsPerModel = 3;

    public void Write(string folder, IProgress<ProgressReport> progress, CancellationToken cancellation)
    {
        using DatasetWriter writer = DatasetWriter.Create(folder);
        writer.Write(new Category("root", null, "root"));
        for (int branch = 0; branch < Branches; branch++)
        {
            writer.Write(new Category($"b{branch}", "root", $"branch {branch}"));
        }

        for (int leaf = 0; leaf < Leaves; leaf++)
        {
            writer.Write(new Category($"c{leaf}", $"b{leaf % Branches}", $"leaf {leaf}"));
        }

        var random = new Random(seed);
        float[][] leaves = Directions(Leaves, random);
        float[][] styles = Directions(Styles, random);
        for (int i = 0; i < items; i++)
        {
            if (i % 10_000 == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress.Report(new ProgressReport("Drawing items", i, items));
            }

            int leaf = Zipf(Leaves, random);
            writer.Write(new ItemDescription
            {
                ItemId = i.ToString(CultureInfo.InvariantCulture),
                ModelId = (i / VariantsPerModel).ToString(CultureInfo.InvariantCulture),
                Name = string.Join(' ', Enumerable.Range(0, WordsPerName).Select(_ => $"word{Zipf(Words, random)}")),
                CategoryId = $"c{leaf}",
                Attributes = [.. Enumerable.Range(0, Attributes).Select(a => new ItemAttribute($"attribute {a}", $"value {Zipf(ValuesPerAttribute, random)}"))],
                Image = imageDimension == 0 ? null : Image(leaves[leaf], styles[random.Next(Styles)], random),
            });
        }

        DateTimeOffset end = DateTimeOffset.FromUnixTimeSeconds(TrackerFiles.LastSecond);
        writer.Write(new ShopEvent { EventId = "e", UserId = "u", ItemId = "0", Action = EventAction.PageView, OccurredAt = end });
        writer.Complete(new DatasetManifest { Name = "large-market", Source = "generated for a benchmark", Simulated = true });
    }

    /// <summary>A rank below <paramref name="count"/>, as frequent as Zipf's law with exponent 1 says, by inverting its continuous form.</summary>
    public static int Zipf(int count, Random random) => (int)Math.Min(count - 1, Math.Pow(count, random.NextDouble()) - 1);

    private float[][] Directions(int count, Random random) =>
        [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, imageDimension).Select(_ => (float)((random.NextDouble() * 2) - 1)).ToArray())];

    private float[] Image(float[] leaf, float[] style, Random random)
    {
        const float Scale = 0.4f / (1 << 16);
        float[] image = new float[imageDimension];
        for (int i = 0; i < image.Length; i++)
        {
            // Sixteen random bits a value are noise enough.
            image[i] = leaf[i] + (0.5f * style[i]) + (Scale * (random.Next() & 0xFFFF));
        }

        return image;
    }
}
