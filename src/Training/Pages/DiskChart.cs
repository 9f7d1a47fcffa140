using System.Globalization;
using System.Text;

namespace Tandem.Training.Pages;

/// <summary>
/// A tree in the Poincaré disk as inline SVG: dots, and between a node and its parent the geodesic, which is the arc of the
/// circle that meets the border at right angles.
/// </summary>
internal static class DiskChart
{
    private const double Size = 860;
    private const double Radius = 405;
    private const double Centre = Size / 2;
    private const double Straight = 1e-3;

    /// <summary>One node.</summary>
    /// <param name="X">Inside the unit disk.</param>
    /// <param name="Y">Inside the unit disk.</param>
    /// <param name="Parent">Index of the parent; negative for a root.</param>
    /// <param name="Group">Colour; negative for none.</param>
    /// <param name="Title">Shown when pointed at.</param>
    /// <param name="IsNamed">Whether the title stands beside the dot.</param>
    internal readonly record struct Node(double X, double Y, int Parent, int Group, string Title, bool IsNamed);

    public static string Draw(IReadOnlyList<Node> nodes, IReadOnlyList<string> groups, string title)
    {
        if (nodes.Count == 0)
        {
            return "";
        }

        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Size} {Size}\" role=\"img\" aria-label=\"{Html.Text(title)}\"><circle class=\"border\" cx=\"{Centre}\" cy=\"{Centre}\" r=\"{Radius}\"/>");
        foreach (Node node in nodes.Where(static node => node.Parent >= 0))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"link {Colour(node)}\" d=\"{Geodesic(nodes[node.Parent], node)}\"/>");
        }

        foreach (Node node in nodes)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"dot {Colour(node)}\" r=\"{(node.IsNamed ? 5 : 3)}\" cx=\"{Across(node.X)}\" cy=\"{Down(node.Y)}\"><title>{Html.Text(node.Title)}</title></circle>");
        }

        foreach (Node node in nodes.Where(static node => node.IsNamed))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"name\" text-anchor=\"middle\" x=\"{Across(node.X)}\" y=\"{Html.Place(Centre - (node.Y * Radius) - 9)}\">{Html.Text(node.Title)}</text>");
        }

        bool rest = nodes.Any(static node => node.Group < 0 && node.Parent >= 0);
        return svg.Append("</svg>").Append(Legend.Draw(groups, rest ? "others" : null)).ToString();
    }

    private static string Colour(Node node) => node.Group < 0 ? "rest" : Html.Colour(node.Group);

    private static string Across(double x) => Html.Place(Centre + (x * Radius));

    private static string Down(double y) => Html.Place(Centre - (y * Radius));

    /// <summary>
    /// For a circle at c that meets the unit circle at right angles and goes through u: 2 c·u = 1 + |u|². Two points give c, and
    /// its radius is √(|c|² − 1). Points on one line with the centre are joined by that line.
    /// </summary>
    private static string Geodesic(Node u, Node v)
    {
        double cross = (u.X * v.Y) - (u.Y * v.X);
        string from = $"M{Across(u.X)} {Down(u.Y)}";
        string to = $"{Across(v.X)} {Down(v.Y)}";
        if (Math.Abs(cross) < Straight)
        {
            return $"{from}L{to}";
        }

        double a = (1 + (u.X * u.X) + (u.Y * u.Y)) / 2;
        double b = (1 + (v.X * v.X) + (v.Y * v.Y)) / 2;
        double x = ((a * v.Y) - (b * u.Y)) / cross;
        double y = ((b * u.X) - (a * v.X)) / cross;
        double radius = Math.Sqrt(Math.Max(0, (x * x) + (y * y) - 1)) * Radius;

        // Seen from the circle outside, the way around the middle is the other way round: clockwise, which SVG calls 1.
        return $"{from}A{Html.Place(radius)} {Html.Place(radius)} 0 0 {(cross > 0 ? 1 : 0)} {to}";
    }
}
