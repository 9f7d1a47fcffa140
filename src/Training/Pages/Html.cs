using System.Globalization;
using System.Net;

namespace Tandem.Training.Pages;

/// <summary>Text and numbers as a page shows them; every text that comes from data passes through <see cref="Text"/>.</summary>
internal static class Html
{
    public static string Text(string? text) => WebUtility.HtmlEncode(text ?? "");

    /// <summary>A coordinate or length of a drawing.</summary>
    public static string Place(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    public static string Metric(IReadOnlyDictionary<string, double> metrics, string name, string format = "0.0000") =>
        metrics.TryGetValue(name, out double value) ? value.ToString(format, CultureInfo.InvariantCulture) : "–";

    public static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>Colours that tell series apart.</summary>
    public const int Colours = 8;

    /// <summary>Class of the colour of a series; after <see cref="Colours"/> they begin again.</summary>
    public static string Colour(int series) => $"c{series % Colours}";
}
