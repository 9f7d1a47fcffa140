using System.Globalization;
using System.Text;
using Tandem.Training.Evaluation;
using Tandem.Training.Experiments.Blocks;
using Tandem.Training.Pages;

namespace Tandem.Training.Experiments.Pages;

/// <summary>Whether each block earns its place, as one HTML file that needs nothing else.</summary>
public static class BlockPage
{
    private static readonly (string Ranking, string Title)[] Rankings = [("towers", "Towers alone"), (Evaluator.BlendName, "The blend")];
    private static readonly (string List, string Title)[] Lists = [("all", "all items"), ("warm", "warm items"), ("cold", "cold items")];

    /// <summary>The whole page.</summary>
    public static string Write(BlockReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        StringBuilder page = PageHead.Begin(
            $"Blocks of the item vector on {report.Dataset}",
            FormattableString.Invariant($"{report.Users:N0} users, {report.Items:N0} items, all ranked · {report.Protocol} · {report.Target}, {report.Budget} for each run, seeds {string.Join(", ", report.Seeds)} · engine {report.Engine}"));
        if (report.Simulated)
        {
            page.Append("<p><strong>The data are generated.</strong> What a block is worth here depends on what the generator put into it.</p>");
        }

        if (report.Absent.Count > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p>This dataset has nothing for: {Html.Text(string.Join(", ", report.Absent))}. These blocks are zeros everywhere and not measured.</p>");
        }

        AppendTable(page, report);
        foreach ((string ranking, string title) in Rankings)
        {
            page.Append(CultureInfo.InvariantCulture, $"<h2>{Html.Text(title)}: difference from all blocks</h2><p>Mean over the users with its 95 % interval (paired bootstrap; each user averaged over the seeds first). Blue: the interval leaves 0 out. To the left: worse than with all blocks.</p>");
            foreach ((string list, string name) in Lists)
            {
                IntervalChart.Row[] rows =
                [
                    .. report.Differences.Where(d => d.List == list && d.A.EndsWith("/" + ranking, StringComparison.Ordinal))
                        .Select(static d => new IntervalChart.Row(Selection(d.A), d.Mean, d.Low, d.High)),
                ];
                page.Append(CultureInfo.InvariantCulture, $"<h3>{Html.Text(report.Metric)}, {Html.Text(name)}</h3>");
                page.Append(IntervalChart.Draw(rows, $"{title}, {name}"));
            }
        }

        AppendMethod(page, report);
        return page.Append(PageHead.End).ToString();
    }

    private static void AppendTable(StringBuilder page, BlockReport report)
    {
        string heads = string.Concat(Rankings.Select(static r => $"<th>{Html.Text(r.Title)},<br>all items</th><th>seeds,<br>lowest to highest</th><th>warm<br>items</th><th>cold<br>items</th><th>new to<br>the user</th>"));
        page.Append(CultureInfo.InvariantCulture, $"<h2>{Html.Text(report.Metric)}</h2><div class=\"wide\"><table><tr><th>blocks</th>{heads}</tr>");
        foreach (string selection in report.Selections)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr class=\"{(selection == BlockSelection.All ? "best" : "")}\"><td>{Html.Text(selection)}</td>");
            foreach ((string ranking, _) in Rankings)
            {
                BlockResult result = report.Results.Single(found => found.Name == BlockResult.NameOf(selection, ranking));
                page.Append(CultureInfo.InvariantCulture, $"<td>{Html.Metric(result.Metrics, report.Metric)}</td><td>{result.BySeed.Min():0.0000} – {result.BySeed.Max():0.0000}</td><td>{Html.Metric(result.WarmItems, report.Metric)}</td><td>{Html.Metric(result.ColdItems, report.Metric)}</td><td>{Html.Metric(result.NewItems, report.Metric)}</td>");
            }

            page.Append("</tr>");
        }

        UserGroups groups = report.Groups;
        page.Append(CultureInfo.InvariantCulture, $"</table></div><p class=\"soft\">Cold: items with at most {ItemGroups.MaxColdEvents} events before the test period; {groups.ColdItems:N0} users have one to find, {groups.WarmItems:N0} a warm one, {groups.New:N0} one that is new to them. Only those items are then to be found, still among all.</p>");
    }

    private static void AppendMethod(StringBuilder page, BlockReport report) => page.Append(
        CultureInfo.InvariantCulture,
        $"<h2>How it was measured</h2><p>A block that is left out is zeros in every item's vector, in training and after; everything else is the same: seeds, steps, events. The towers have seen events until {report.TrainedUntil:yyyy-MM-dd HH:mm} UTC, and features were fitted on nothing later. Each selection has a blend of its own, fitted on what lies between then and {report.Cut:yyyy-MM-dd HH:mm} UTC; the test is what users did after that. The towers also learn a vector for each item's id, which can make up for content wherever an item has events. The blend's source of items alike reads names and attributes directly and is the same for all.</p>");

    private static string Selection(string result) => result[..result.LastIndexOf('/')];
}
