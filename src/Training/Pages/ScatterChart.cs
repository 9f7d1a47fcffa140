using System.Globalization;
using System.Text;

namespace Tandem.Training.Pages;

/// <summary>Coloured dots on a plane without axes, as inline SVG, with a legend below.</summary>
internal static class ScatterChart
{
    private const double Width = 860;
    private const double Height = 620;
    private const double Margin = 14;

    /// <summary>One dot; negative groups are drawn in the colour of what has none.</summary>
    internal readonly record struct Dot(double X, double Y, int Group, string Title);

    /// <param name="dots">The plane keeps its proportions: one unit is as long across as it is up.</param>
    /// <param name="groups">Names of the groups, at most as many as there are colours.</param>
    /// <param name="title">For readers who do not see the picture.</param>
    public static string Draw(IReadOnlyList<Dot> dots, IReadOnlyList<string> groups, string title)
    {
        if (dots.Count == 0)
        {
            return "";
        }

        double left = dots.Min(static dot => dot.X);
        double top = dots.Max(static dot => dot.Y);
        double across = Math.Max(dots.Max(static dot => dot.X) - left, 1e-9);
        double up = Math.Max(top - dots.Min(static dot => dot.Y), 1e-9);
        double unit = Math.Min((Width - (2 * Margin)) / across, (Height - (2 * Margin)) / up);
        double shift = (Width - (across * unit)) / 2;
        double height = (up * unit) + (2 * Margin);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Html.Place(height)}\" role=\"img\" aria-label=\"{Html.Text(title)}\">");
        foreach (Dot dot in dots)
        {
            string colour = dot.Group < 0 ? "rest" : Html.Colour(dot.Group);
            svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"dot {colour}\" r=\"3.4\" cx=\"{Html.Place(shift + ((dot.X - left) * unit))}\" cy=\"{Html.Place(Margin + ((top - dot.Y) * unit))}\"><title>{Html.Text(dot.Title)}</title></circle>");
        }

        bool rest = dots.Any(static dot => dot.Group < 0);
        return svg.Append("</svg>").Append(Legend.Draw(groups, rest ? "others" : null)).ToString();
    }
}
