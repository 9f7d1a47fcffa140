using System.Collections.Concurrent;
using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Training.Featurizing;

namespace Tandem.Features.Onnx.Tests;

/// <summary>Builds of features with an encoder.</summary>
public sealed class EncodedBuildTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly FeatureOptions Options = new() { Schema = new() { Category = 0, Text = 4 } };

    private readonly EncoderFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReadItems_OfTheFeatures_HaveTheMeanDirectionOfTheirTexts()
    {
        DatasetReader dataset = Write("red", "blue shoe", null);
        FeatureFolder features = Build("f", dataset);
        ItemDescription[] items = [.. features.ReadItems(dataset, TestContext.Current.CancellationToken)];

        float[] expected = EncoderFolder.Unit(
            EncoderFolder.MeanOf("[CLS]", "blue", "shoe", "[SEP]").Zip(EncoderFolder.MeanOf("[CLS]", "long", "long", "[SEP]"), static (name, text) => name + text));
        Assert.All(expected.Zip(items[1].TextVector!), static pair => Assert.Equal(pair.First, pair.Second, 1e-3f)); // Half floats.
        Assert.Null(items[2].TextVector);
        Assert.Equal((TinyModel.Dimension, "model.onnx"), (features.Note.Report.Text.VectorDimension, features.Note.TextEncoder!.Name));
    }

    [Fact]
    public void Build_FusedVectors_AreThoseOfTheItemsThatAreRead()
    {
        DatasetReader dataset = Write([.. Enumerable.Range(0, 40).Select(static i => string.Join(' ', EncoderFolder.Tokens.Skip(5 + (i % 4)).Take(1 + (i % 6))))]);
        FeatureFolder features = Build("f", dataset);
        using var matrix = features.OpenFused(TestContext.Current.CancellationToken);
        ItemDescription[] items = [.. features.ReadItems(dataset, TestContext.Current.CancellationToken)];
        int at = features.Features.Schema.Dimension - features.Features.Schema.Text;

        float[] fused = new float[features.Features.Schema.Dimension];
        foreach ((int row, ItemDescription item) in items.Index())
        {
            features.Features.Fuse(item, ItemCounts.None, fused);
            Assert.Equal(fused[at..].Select(static value => (Half)value), matrix.Row(row)[at..].ToArray());
            Assert.Contains(fused[at..], static value => value != 0);
        }
    }

    [Theory]
    [InlineData("encoding texts")]
    [InlineData("fusing items")]
    public void Build_InterruptedAndCalledAgain_GivesTheSameBytes(string stage)
    {
        // Two row groups: the second is not encoded when the first is.
        DatasetReader dataset = Write([.. Enumerable.Range(0, 5_600).Select(static i => string.Join(' ', EncoderFolder.Tokens.Skip(5).Take(1 + (i % 9))))]);
        Build("whole", dataset);
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => Build("resumed", dataset, new Watch(value =>
        {
            if (value.Stage == stage && value.Done >= 5_000)
            {
                stop.Cancel();
            }
        }), stop.Token));

        ConcurrentBag<ProgressReport> seen = [];
        Build("resumed", dataset, new Watch(seen.Add));
        Assert.Contains(seen, static value => value.Stage == "going on with an unfinished build");
        Assert.Equal(stage == "encoding texts" ? 600 : 0, seen.Where(static value => value.Stage == "encoding texts").Select(static value => value.Total).FirstOrDefault());
        foreach (string file in (string[])["features.bin", "fused.f16", "text.f16"])
        {
            Assert.Equal(File.ReadAllBytes(_folder[$"whole/{file}"]), File.ReadAllBytes(_folder[$"resumed/{file}"]));
        }
    }

    [Fact]
    public void ReadItems_OfADatasetThatHasChanged_IsRefused()
    {
        FeatureFolder features = Build("f", Write("red", "blue"));
        DatasetReader grown = Write("red", "blue", "long");

        TandemException error = Assert.Throws<TandemException>(() => features.ReadItems(grown, TestContext.Current.CancellationToken).ToArray());
        Assert.Contains("'i2'", error.Message, StringComparison.Ordinal);
        Assert.Contains("build the features again", error.Message, StringComparison.Ordinal);
    }

    private FeatureFolder Build(string name, DatasetReader dataset, IProgress<ProgressReport>? progress = null, CancellationToken? cancellation = null)
    {
        using OnnxTextEncoder encoder = OnnxTextEncoder.Open(_folder.Options);
        return FeatureFolder.Build(
            dataset, _folder[name], Start.AddDays(9), Options, new FeatureBuildOptions { Threads = 1 }, encoder, progress, cancellation ?? TestContext.Current.CancellationToken);
    }

    /// <summary>Every second item has a description beside its name.</summary>
    private DatasetReader Write(params string?[] names)
    {
        using (DatasetWriter writer = DatasetWriter.Create(_folder["set"]))
        {
            foreach ((int i, string? name) in names.Index())
            {
                writer.Write(new ItemDescription { ItemId = $"i{i}", Name = name, Attributes = i % 2 == 1 ? [new ItemAttribute("description", "long long")] : [] });
            }

            writer.Write(new ShopEvent { EventId = "e", UserId = "u", ItemId = "i0", Action = EventAction.PageView, OccurredAt = Start });
            writer.Complete(new DatasetManifest { Name = "test", Source = "test" });
        }

        return DatasetReader.Open(_folder["set"]);
    }

    private sealed class Watch(Action<ProgressReport> report) : IProgress<ProgressReport>
    {
        public void Report(ProgressReport value) => report(value);
    }
}
