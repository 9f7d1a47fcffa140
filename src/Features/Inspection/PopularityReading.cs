using Tandem.Features.Popularity;

namespace Tandem.Features.Inspection;

/// <summary>The nine popularity features in words.</summary>
internal static class PopularityReading
{
    public static IReadOnlyList<string> Of(PopularityModel model, string? categoryId, ItemCounts product)
    {
        double[] raw = new double[PopularityFeatures.Count];
        model.Measure(categoryId, product, raw);
        List<string> says = [Rank(model, categoryId, product)];
        if (product.FirstSeenDays < 0)
        {
            says.Add("no event yet");
        }
        else
        {
            says.Add(FormattableString.Invariant(
                $"{Math.Exp(raw[PopularityFeatures.ZipfResidual]):0.##} times the count that Zipf's law gives this rank, {raw[PopularityFeatures.ZScore]:+0.0;-0.0;0} standard deviations from the mean of its like"));
            says.Add(FormattableString.Invariant(
                $"{raw[PopularityFeatures.Tailness]:P0} of all counts belong to more popular products"));
            says.Add(FormattableString.Invariant(
                $"{Direction(raw[PopularityFeatures.Trend])}: the recent window holds {Math.Exp(raw[PopularityFeatures.Trend]):0.##} times its long-run share; first seen {product.FirstSeenDays:0.#} days before the cut"));
        }

        says.Add(FormattableString.Invariant(
            $"{product.Delivered:N0} delivered and {product.Canceled:N0} cancelled; {raw[PopularityFeatures.DeliveredShare]:P0} delivered after smoothing"));
        says.Add(string.Join(", ", PopularityFeatures.Names.Zip(raw, (name, value) => FormattableString.Invariant($"{name} {value:0.###}"))));
        return says;
    }

    private static string Rank(PopularityModel model, string? categoryId, ItemCounts product)
    {
        string rank = FormattableString.Invariant($"rank {model.Rank(product.Weighted):#,0.#} of {model.Products:N0} products with a weighted count of {product.Weighted:#,0.##}");
        return model.RankIn(categoryId, product.Weighted) is { } within
            ? FormattableString.Invariant($"{rank}; {within.Rank:#,0.#} of {within.Products:N0} in its category")
            : rank;
    }

    private static string Direction(double trend) => trend switch
    {
        > 0.1 => "rising",
        < -0.1 => "falling",
        _ => "steady",
    };
}
