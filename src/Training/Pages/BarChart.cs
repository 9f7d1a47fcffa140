using System.Globalization;
using System.Text;

namespace Tandem.Training.Pages;

/// <summary>Groups of horizontal bars as inline SVG, values at their ends.</summary>
internal static class BarChart
{
    private const double Width = 860;
    private const double Left = 220;
    private const double Right = 70;
    private const double BarHeight = 11;
    private const double GroupGap = 14;
    private const double Top = 8;

    /// <summary>One group of bars, parallel to the names of the bars; NaN draws none.</summary>
    internal sealed record Group(string Name, IReadOnlyList<double> Values);

    public static string Draw(IReadOnlyList<Group> groups, IReadOnlyList<string> bars, string title)
    {
        double[] values = [.. groups.SelectMany(static group => group.Values).Where(static value => !double.IsNaN(value))];
        if (values.Length == 0)
        {
            return "";
        }

        double groupHeight = (bars.Count * BarHeight) + GroupGap;
        double height = Top + (groups.Count * groupHeight);
        double unit = (Width - Left - Right) / Math.Max(values.Max(), 1e-9);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Html.Place(height)}\" role=\"img\" aria-label=\"{Html.Text(title)}\">");
        for (int g = 0; g < groups.Count; g++)
        {
            double top = Top + (g * groupHeight);
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label\" text-anchor=\"end\" x=\"{Left - 12}\" y=\"{Html.Place(top + (bars.Count * BarHeight / 2) + 4)}\">{Html.Text(groups[g].Name)}</text>");
            for (int bar = 0; bar < bars.Count; bar++)
            {
                double value = groups[g].Values[bar];
                if (double.IsNaN(value))
                {
                    continue;
                }

                double y = top + (bar * BarHeight);
                svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"bar {Html.Colour(bar)}\" x=\"{Left}\" y=\"{Html.Place(y)}\" width=\"{Html.Place(Math.Max(1, value * unit))}\" height=\"{BarHeight - 2}\"><title>{Html.Text(bars[bar])} {value:0.0000}</title></rect>");
                svg.Append(CultureInfo.InvariantCulture, $"<text class=\"small\" x=\"{Html.Place(Left + Math.Max(1, value * unit) + 5)}\" y=\"{Html.Place(y + BarHeight - 3)}\">{value:0.000}</text>");
            }
        }

        svg.Append("</svg>");
        return (bars.Count > 1 ? svg.Append(Legend.Draw(bars)) : svg).ToString();
    }
}
