using Tandem.Domain;
using Tandem.Features.Popularity;

namespace Tandem.Features.Tests;

/// <summary>Nothing that happens after the cut may reach the fit.</summary>
public class LeakTests
{
    private const long Cut = 1_000_000_000_000;

    [Fact]
    public void Fit_EventsPlantedAfterTheCut_ChangeNoByte()
    {
        Assert.Equal(Bytes(plantedAt: null), Bytes(plantedAt: Cut + 1));

        // The same events at the cut do change it: the comparison can fail.
        Assert.NotEqual(Bytes(plantedAt: null), Bytes(plantedAt: Cut));
    }

    private static byte[] Bytes(long? plantedAt)
    {
        (ItemDescription[] items, _) = Shop.Create(60);
        ItemCountsBuilder builder = new(items.Length, Cut);
        for (int i = 0; i < items.Length; i++)
        {
            for (int n = 0; n < 120 / (i + 1); n++)
            {
                builder.Add(i, EventAction.PageView, Cut - (n * 3_600_000L));
            }
        }

        for (int n = 0; n < 1000 && plantedAt is not null; n++)
        {
            builder.Add(items.Length - 1, n % 2 == 0 ? EventAction.Order : EventAction.Canceled, plantedAt.Value);
        }

        FeatureOptions options = new() { Schema = new FeatureSchema { Category = 0 } };
        using MemoryStream stream = new();
        FittedFeatures.Fit(items, [], builder.Build(), options, null, TestContext.Current.CancellationToken).Save(stream);
        return stream.ToArray();
    }
}
