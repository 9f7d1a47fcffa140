using System.Globalization;
using System.Text;

namespace Tandem.Training.Pages;

/// <summary>What every page begins and ends with: no script, no font, no picture from elsewhere, which the browser is told to enforce.</summary>
internal static class PageHead
{
    public const string End = "</main></body></html>\n";

    public static StringBuilder Begin(string title, string subtitle)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        page.Append(CultureInfo.InvariantCulture, $"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>{Html.Text(title)}</title><style>{PageStyle.Css}</style></head><body><main>");
        page.Append(CultureInfo.InvariantCulture, $"<h1>{Html.Text(title)}</h1><p class=\"soft\">{Html.Text(subtitle)}</p>");
        return page;
    }
}
