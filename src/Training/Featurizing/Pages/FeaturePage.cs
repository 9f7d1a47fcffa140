using System.Globalization;
using System.Text;
using System.Text.Json;
using Tandem.Features;
using Tandem.Training.Featurizing.Pictures;
using Tandem.Training.Pages;

namespace Tandem.Training.Featurizing.Pages;

/// <summary>What <c>tandem features build</c> found, as one HTML file that needs nothing else.</summary>
internal static class FeaturePage
{
    /// <summary>Categories whose names stand in the disk, at most: more would cover each other.</summary>
    private const int MaxNames = 14;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The whole page.</summary>
    public static string Write(FeatureNote note, FeatureOptions options, FeaturePictures pictures)
    {
        FitReport report = note.Report;
        StringBuilder page = PageHead.Begin(
            $"Item embeddings of {note.Dataset}",
            FormattableString.Invariant($"{note.Items:N0} items, {pictures.Blocks.Sum(static block => block.Length)} dimensions, schema {note.SchemaHash} · events until {note.Until:yyyy-MM-dd HH:mm} UTC · seed {options.Seed}"));
        AppendBlocks(page, report, pictures);
        AppendPopularity(page, report.Popularity);
        AppendAttributes(page, report.Attributes);
        AppendTree(page, report.Category, pictures);
        AppendMap(page, pictures);
        page.Append("<h2>Settings</h2><details><summary>All options of this build</summary><pre>")
            .Append(Html.Text(JsonSerializer.Serialize(options, Indented))).Append("</pre></details>");
        return page.Append(PageHead.End).ToString();
    }

    private static void AppendBlocks(StringBuilder page, FitReport report, FeaturePictures pictures)
    {
        page.Append("<h2>Blocks</h2><div class=\"wide\"><table><tr><th>block</th><th>dimensions</th><th>coverage</th><th>mean length</th><th>variance kept</th><th>seconds</th></tr>");
        foreach (BlockPicture block in pictures.Blocks)
        {
            double? kept = block.Name switch
            {
                "attributes" => report.Attributes.ExplainedVariance,
                "image" => report.Image.ExplainedVariance,
                "text" => report.Text.ExplainedVariance,
                _ => null,
            };
            string seconds = report.Seconds.TryGetValue(block.Name, out double took) ? Html.Number(took, "0.0") : "–";
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Html.Text(block.Name)}</td><td>{block.Length}</td><td>{block.Coverage:P1}</td><td>{block.MeanNorm:0.000}</td><td>{(kept is { } share ? share.ToString("P1", CultureInfo.InvariantCulture) : "–")}</td><td>{seconds}</td></tr>");
        }

        page.Append(CultureInfo.InvariantCulture, $"</table></div><p class=\"soft\">Coverage: share of {pictures.SampledItems:N0} sampled items of which the block says anything; where it has nothing to say it is zeros. Mean length is over the others.</p>");
        page.Append("<h2>Lengths of the blocks</h2><p>No block should shout the others down: attributes, image and text have length 1 by construction, a category lies in the ball, leaves near its border at 1. Popularity, whose nine numbers say much less, is kept to a tenth of that.</p><div class=\"pair\">");
        foreach ((int index, BlockPicture block) in pictures.Blocks.Index().Where(static pair => pair.Item.Coverage > 0))
        {
            page.Append(CultureInfo.InvariantCulture, $"<div><h3>{Html.Text(block.Name)}</h3>{Histogram.Draw(block.Counts, block.BinWidth, Html.Colour(index), $"Lengths of the block {block.Name}")}</div>");
        }

        page.Append("</div>");
    }

    private static void AppendPopularity(StringBuilder page, PopularityReport report)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>Popularity: Zipf's law</h2><p>{report.WithEvents:N0} of {report.Models:N0} products have events. The law fitted by maximum likelihood: count ~ rank<sup>−{report.ZipfExponent:0.00}</sup>; the Kolmogorov–Smirnov distance, the largest gap between the cumulated shares, is {report.ZipfDistance:0.000} (0: the law itself).</p>");
        page.Append(LogLogChart.Draw(
            [.. report.RankCurve.Select(static point => ((double)point.Rank, point.Count, point.Expected))],
            ("weighted count", "fitted law"),
            "rank of the product",
            "weighted count"));
    }

    private static void AppendAttributes(StringBuilder page, AttributeReport report)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>Attributes: variance kept by the SVD</h2><p>{report.Columns:N0} columns of {report.Names:N0} attributes, {report.OtherColumns:N0} of them for rare values folded together; {report.VarianceCurve.Count} components keep {report.ExplainedVariance:P1} of the variance.</p>");
        page.Append(LineChart.Draw(
            [new LineChart.Line("share of the variance", [(0, 0, 0, 0), .. report.VarianceCurve.Select(static (share, index) => (index + 1.0, share, share, share))])],
            "components",
            "share of the variance"));
    }

    private static void AppendTree(StringBuilder page, CategoryReport report, FeaturePictures pictures)
    {
        if (pictures.Tree.Count == 0)
        {
            return;
        }

        page.Append(CultureInfo.InvariantCulture, $"<h2>Category tree in the Poincaré disk</h2><p>The block itself, over {report.Categories:N0} categories: mean rank {report.MeanRank:0.00}, MAP {report.MeanAveragePrecision:0.000}, Hit@1 {report.HitAt1:0.000}; {report.Coverage:P1} of the items hang on a known category. The picture shows why a tree fits into hyperbolic space: {pictures.Tree.Count:N0} categories nearest to the roots, each level one step further out, each branch as wide as its leaves. Lines are geodesics from child to parent; the trained points have more dimensions and lie elsewhere.</p>");
        HashSet<int> named = [.. pictures.Tree.Index().TakeWhile(pair => pair.Item.Depth <= 1).Take(MaxNames).Select(static pair => pair.Index)];
        page.Append(DiskChart.Draw(
            [.. pictures.Tree.Select((node, index) => new DiskChart.Node(node.X, node.Y, node.Parent, node.Group, node.Name, named.Contains(index)))],
            pictures.Groups,
            "Category tree in the Poincaré disk"));
    }

    private static void AppendMap(StringBuilder page, FeaturePictures pictures)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>Map of the fused space</h2><p>{pictures.Map.Count:N0} sampled items by their whole vectors, laid out by t-SNE so that near items stay near, and coloured by category; a point tells its name. Only nearness means something: distances between far groups and their sizes do not.</p>");
        page.Append(ScatterChart.Draw(
            [.. pictures.Map.Select(static item => new ScatterChart.Dot(item.X, item.Y, item.Group, item.Name))], pictures.Groups, "Map of the fused space"));
    }
}
