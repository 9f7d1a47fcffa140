using System.Text;
using Tandem.Domain;

namespace Tandem.Ranking.Tests;

public class BlendTests
{
    [Fact]
    public void Load_WhatWasSaved_HasTheSameWeights()
    {
        var blend = new Blend(new Dictionary<string, double> { ["repeats.count"] = 1.5, ["popular.days3"] = -0.25 });
        var stream = new MemoryStream();
        blend.Save(stream);
        stream.Position = 0;

        Assert.Equal(blend.Weights.OrderBy(static p => p.Key), Blend.Load(stream).Weights.OrderBy(static p => p.Key));
    }

    [Fact]
    public void Constructor_UnknownFeature_NamesIt()
    {
        TandemException error = Assert.Throws<TandemException>(() => new Blend(new Dictionary<string, double> { ["stars.sign"] = 1 }));
        Assert.Contains("stars.sign", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_WeightNotFinite_IsRefused() =>
        Assert.Throws<TandemException>(() => new Blend(new Dictionary<string, double> { ["popular.days3"] = double.NaN }));

    [Fact]
    public void Load_NoJson_SaysWhere() =>
        Assert.Throws<TandemException>(() => Blend.Load(new MemoryStream(Encoding.UTF8.GetBytes("{ \"weights\": "))));

    [Fact]
    public void Default_Evidence_CountsForTheItem() =>
        Assert.All(SourceFeatures.Evidence, static name => Assert.True(SourceFeatures.DefaultWeights[name] >= 0));
}
