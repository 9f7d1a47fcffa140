namespace Tandem.Training.Pages;

/// <summary>Colours and what they stand for, below a picture.</summary>
internal static class Legend
{
    /// <param name="names">Series in their order.</param>
    /// <param name="rest">Name of what has no colour of its own; null when there is none.</param>
    public static string Draw(IReadOnlyList<string> names, string? rest = null) =>
        "<p class=\"legend\">" +
        string.Concat(names.Select((name, series) => $"<span><i class=\"{Html.Colour(series)}{(series >= Html.Colours ? " again" : "")}\"></i>{Html.Text(name)}</span>")) +
        (rest is null ? "" : $"<span><i class=\"rest\"></i>{Html.Text(rest)}</span>") + "</p>";
}
