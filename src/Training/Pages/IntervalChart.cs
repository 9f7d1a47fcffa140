using System.Globalization;
using System.Text;

namespace Tandem.Training.Pages;

/// <summary>A row for each value with its interval, around a line at 0, as inline SVG.</summary>
internal static class IntervalChart
{
    private const double Width = 860;
    private const double Left = 220;
    private const double Right = 225;
    private const double RowHeight = 26;
    private const double Top = 8;
    private const double Bottom = 30;

    /// <summary>One row; an interval that does not touch 0 is drawn stronger.</summary>
    internal sealed record Row(string Name, double Mean, double Low, double High);

    public static string Draw(IReadOnlyList<Row> rows, string title)
    {
        if (rows.Count == 0)
        {
            return "";
        }

        double height = Top + (rows.Count * RowHeight) + Bottom;
        var x = new Scale(Math.Min(0, rows.Min(static row => row.Low)), Math.Max(0, rows.Max(static row => row.High)), Left, Width - Right);
        double bottom = height - Bottom;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"{Html.Text(title)}\">");
        foreach (double tick in x.Ticks)
        {
            string at = Html.Place(x.Place(tick));
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"{(Math.Abs(tick) < x.Step / 2 ? "zero" : "grid")}\" x1=\"{at}\" x2=\"{at}\" y1=\"{Top}\" y2=\"{bottom}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" text-anchor=\"middle\" x=\"{at}\" y=\"{bottom + 18}\">{tick.ToString("F" + x.Decimals, CultureInfo.InvariantCulture)}</text>");
        }

        for (int index = 0; index < rows.Count; index++)
        {
            Row row = rows[index];
            double y = Top + ((index + 0.5) * RowHeight);
            string style = row.Low > 0 || row.High < 0 ? "sure" : "open";
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label\" text-anchor=\"end\" x=\"{Left - 12}\" y=\"{Html.Place(y + 4)}\">{Html.Text(row.Name)}</text>");
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"interval {style}\" x1=\"{Html.Place(x.Place(row.Low))}\" x2=\"{Html.Place(x.Place(row.High))}\" y1=\"{Html.Place(y)}\" y2=\"{Html.Place(y)}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"mean {style}\" r=\"4.5\" cx=\"{Html.Place(x.Place(row.Mean))}\" cy=\"{Html.Place(y)}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" x=\"{Width - Right + 12}\" y=\"{Html.Place(y + 4)}\">{row.Mean:+0.0000;-0.0000} ({row.Low:+0.0000;-0.0000} to {row.High:+0.0000;-0.0000})</text>");
        }

        return svg.Append("</svg>").ToString();
    }
}
