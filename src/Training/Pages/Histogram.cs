using System.Globalization;
using System.Text;

namespace Tandem.Training.Pages;

/// <summary>Counts of equal bins from 0 up as inline SVG, half as wide as the page.</summary>
internal static class Histogram
{
    private const double Width = 420;
    private const double Height = 170;
    private const double Left = 48;
    private const double Right = 10;
    private const double Top = 10;
    private const double Bottom = 28;

    /// <param name="counts">Of the bins; bin i begins at i · width.</param>
    /// <param name="binWidth">Above 0.</param>
    /// <param name="colour">Class of the bars' colour.</param>
    /// <param name="title">For readers who do not see the picture.</param>
    public static string Draw(IReadOnlyList<int> counts, double binWidth, string colour, string title)
    {
        var x = new Scale(0, counts.Count * binWidth, Left, Width - Right);
        var y = new Scale(0, Math.Max(1, counts.Max()), Height - Bottom, Top, 3);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Html.Text(title)}\">");
        foreach (double tick in y.Ticks.Where(static tick => tick == Math.Floor(tick)))
        {
            string at = Html.Place(y.Place(tick));
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{at}\" y2=\"{at}\"/><text class=\"tick\" text-anchor=\"end\" x=\"{Left - 6}\" y=\"{Html.Place(y.Place(tick) + 4)}\">{tick:N0}</text>");
        }

        foreach (double tick in x.Ticks)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" text-anchor=\"middle\" x=\"{Html.Place(x.Place(tick))}\" y=\"{Height - Bottom + 18}\">{tick.ToString("F" + x.Decimals, CultureInfo.InvariantCulture)}</text>");
        }

        for (int bin = 0; bin < counts.Count; bin++)
        {
            double left = x.Place(bin * binWidth);
            double top = y.Place(counts[bin]);
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"bar {colour}\" x=\"{Html.Place(left + 0.5)}\" y=\"{Html.Place(top)}\" width=\"{Html.Place(x.Place((bin + 1) * binWidth) - left - 1)}\" height=\"{Html.Place(Height - Bottom - top)}\"><title>{bin * binWidth:0.00} to {(bin + 1) * binWidth:0.00}: {counts[bin]:N0} items</title></rect>");
        }

        return svg.Append("</svg>").ToString();
    }
}
