using System.Globalization;
using System.Text;

namespace Tandem.Training.Pages;

/// <summary>Lines over a shared axis as inline SVG, with a legend below.</summary>
internal static class LineChart
{
    private const double Width = 860;
    private const double Height = 360;
    private const double Left = 64;
    private const double Right = 16;
    private const double Top = 16;
    private const double Bottom = 48;

    /// <summary>One line with the range around it.</summary>
    /// <param name="Name">For the legend.</param>
    /// <param name="Points">Ascending by X; Low and High bound what was averaged.</param>
    internal sealed record Line(string Name, IReadOnlyList<(double X, double Y, double Low, double High)> Points);

    public static string Draw(IReadOnlyList<Line> lines, string xTitle, string yTitle)
    {
        var all = lines.SelectMany(static line => line.Points).ToArray();
        if (all.Length == 0)
        {
            return "";
        }

        var x = new Scale(0, all.Max(static p => p.X), Left, Width - Right, 8);
        var y = new Scale(Math.Min(0, all.Min(static p => p.Low)), all.Max(static p => p.High), Height - Bottom, Top);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Html.Text(yTitle)} over {Html.Text(xTitle)}\">");
        foreach (double tick in y.Ticks)
        {
            string at = Html.Place(y.Place(tick));
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{at}\" y2=\"{at}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" text-anchor=\"end\" x=\"{Left - 8}\" y=\"{Html.Place(y.Place(tick) + 4)}\">{tick.ToString("F" + y.Decimals, CultureInfo.InvariantCulture)}</text>");
        }

        foreach (double tick in x.Ticks)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" text-anchor=\"middle\" x=\"{Html.Place(x.Place(tick))}\" y=\"{Height - Bottom + 20}\">{tick.ToString("N" + x.Decimals, CultureInfo.InvariantCulture)}</text>");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"title\" text-anchor=\"middle\" x=\"{Html.Place((Left + Width - Right) / 2)}\" y=\"{Height - 8}\">{Html.Text(xTitle)}</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"title\" text-anchor=\"middle\" transform=\"translate(14 {Html.Place((Top + Height - Bottom) / 2)}) rotate(-90)\">{Html.Text(yTitle)}</text>");
        for (int series = 0; series < lines.Count; series++)
        {
            AppendLine(svg, lines[series], Html.Colour(series), series >= Html.Colours, x, y);
        }

        return svg.Append("</svg>").Append(Legend.Draw([.. lines.Select(static line => line.Name)])).ToString();
    }

    private static void AppendLine(StringBuilder svg, Line line, string colour, bool dashed, Scale x, Scale y)
    {
        if (line.Points.Any(static p => p.High > p.Low))
        {
            IEnumerable<string> band = line.Points.Select(p => Point(p.X, p.High)).Concat(line.Points.Reverse().Select(p => Point(p.X, p.Low)));
            svg.Append(CultureInfo.InvariantCulture, $"<polygon class=\"band {colour}\" points=\"{string.Join(' ', band)}\"/>");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"line {colour}{(dashed ? " again" : "")}\" points=\"{string.Join(' ', line.Points.Select(p => Point(p.X, p.Y)))}\"><title>{Html.Text(line.Name)}</title></polyline>");

        string Point(double atX, double atY) => $"{Html.Place(x.Place(atX))},{Html.Place(y.Place(atY))}";
    }
}
