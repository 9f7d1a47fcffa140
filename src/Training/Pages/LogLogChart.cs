using System.Globalization;
using System.Text;

namespace Tandem.Training.Pages;

/// <summary>Measured dots and a fitted line on two logarithmic axes, as inline SVG.</summary>
internal static class LogLogChart
{
    private const double Width = 860;
    private const double Height = 400;
    private const double Left = 64;
    private const double Right = 36;
    private const double Top = 16;
    private const double Bottom = 48;

    /// <param name="points">Values above 0; others are left out.</param>
    /// <param name="names">Of the dots and of the line.</param>
    /// <param name="xTitle">Below the horizontal axis.</param>
    /// <param name="yTitle">Beside the vertical axis.</param>
    public static string Draw(IReadOnlyList<(double X, double Dot, double Line)> points, (string Dots, string Line) names, string xTitle, string yTitle)
    {
        (double X, double Dot, double Line)[] drawn = [.. points.Where(static point => point is { X: > 0, Dot: > 0, Line: > 0 })];
        if (drawn.Length == 0)
        {
            return "";
        }

        var x = new Decades(drawn.Min(static p => p.X), drawn.Max(static p => p.X), Left, Width - Right);
        var y = new Decades(drawn.Min(static p => Math.Min(p.Dot, p.Line)), drawn.Max(static p => Math.Max(p.Dot, p.Line)), Height - Bottom, Top);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Html.Text(yTitle)} over {Html.Text(xTitle)}\">");
        foreach (double tick in y.Ticks)
        {
            string at = Html.Place(y.Place(tick));
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{at}\" y2=\"{at}\"/><text class=\"tick\" text-anchor=\"end\" x=\"{Left - 8}\" y=\"{Html.Place(y.Place(tick) + 4)}\">{Label(tick)}</text>");
        }

        foreach (double tick in x.Ticks)
        {
            string at = Html.Place(x.Place(tick));
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{at}\" x2=\"{at}\" y1=\"{Top}\" y2=\"{Height - Bottom}\"/><text class=\"tick\" text-anchor=\"middle\" x=\"{at}\" y=\"{Height - Bottom + 20}\">{Label(tick)}</text>");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"title\" text-anchor=\"middle\" x=\"{Html.Place((Left + Width - Right) / 2)}\" y=\"{Height - 8}\">{Html.Text(xTitle)}</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"title\" text-anchor=\"middle\" transform=\"translate(14 {Html.Place((Top + Height - Bottom) / 2)}) rotate(-90)\">{Html.Text(yTitle)}</text>");
        foreach ((double atX, double dot, _) in drawn)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"dot {Html.Colour(0)}\" r=\"3\" cx=\"{Html.Place(x.Place(atX))}\" cy=\"{Html.Place(y.Place(dot))}\"/>");
        }

        string line = string.Join(' ', drawn.Select(p => $"{Html.Place(x.Place(p.X))},{Html.Place(y.Place(p.Line))}"));
        svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"line {Html.Colour(1)}\" points=\"{line}\"/></svg>");
        return svg.Append(Legend.Draw([names.Dots, names.Line])).ToString();
    }

    private static string Label(double tick) => tick.ToString(tick >= 1 ? "N0" : "0.####", CultureInfo.InvariantCulture);

    /// <summary>A logarithmic axis that begins and ends at powers of ten.</summary>
    private sealed class Decades(double low, double high, double from, double to)
    {
        private readonly int _low = (int)Math.Floor(Math.Log10(low) + 1e-9);
        private readonly int _high = Math.Max((int)Math.Floor(Math.Log10(low) + 1e-9) + 1, (int)Math.Ceiling(Math.Log10(high) - 1e-9));

        public IEnumerable<double> Ticks => Enumerable.Range(_low, _high - _low + 1).Select(static power => Math.Pow(10, power));

        public double Place(double value) => from + ((Math.Log10(value) - _low) / (_high - _low) * (to - from));
    }
}
