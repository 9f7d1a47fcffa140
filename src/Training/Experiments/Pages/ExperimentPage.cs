using System.Globalization;
using System.Text;
using System.Text.Json;
using Tandem.Training.Evaluation;
using Tandem.Training.Pages;

namespace Tandem.Training.Experiments.Pages;

/// <summary>An experiment's report as one HTML file that needs nothing else: no script, no font, no picture from elsewhere.</summary>
public static class ExperimentPage
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The whole page.</summary>
    public static string Write(ExperimentReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        ExperimentResult[] strategies = [.. report.Results.Where(static result => result.Target is not null)];
        ExperimentResult[] trained = [.. strategies.Where(static result => result.Failure is null)];
        StringBuilder page = PageHead.Begin(
            $"Target strategies on {report.Dataset}",
            FormattableString.Invariant($"{report.Users:N0} users, {report.Items:N0} items, all ranked · {report.Protocol} · {report.Budget} for each run, seeds {string.Join(", ", report.Seeds)} · engine {report.Engine}"));
        if (report.Simulated)
        {
            page.Append("<p><strong>The data are generated.</strong> These figures say that learning works, nothing of a real shop.</p>");
        }

        page.Append(CultureInfo.InvariantCulture, $"<p class=\"lead\">{Html.Text(Conclusion(report))}</p>");
        AppendTable(page, report);
        AppendDifferences(page, report);
        AppendCurves(page, report, trained);
        AppendParts(page, report, trained);
        AppendCost(page, strategies);
        AppendMethod(page, report);
        AppendDeclarations(page, strategies);
        return page.Append(PageHead.End).ToString();
    }

    /// <summary>Which one, by how much, and is it real.</summary>
    internal static string Conclusion(ExperimentReport report)
    {
        if (report.Best is null)
        {
            return "No strategy could be trained.";
        }

        double best = report.Results.Single(result => result.Name == report.Best).Metrics[report.Metric];
        MetricDifference[] leads = [.. report.Differences.Where(d => d.A == report.Best && d.List == "all").OrderBy(static d => d.Mean)];
        string first = FormattableString.Invariant($"{report.Best} is best: {report.Metric} {best:0.0000}.");
        if (leads.Length == 0)
        {
            return first;
        }

        MetricDifference closest = leads[0];
        string lead = FormattableString.Invariant($" Its lead over the next, {closest.B}, is {closest.Mean:+0.0000;-0.0000} (95 % interval {closest.Low:+0.0000;-0.0000} to {closest.High:+0.0000;-0.0000})");
        return first + lead + (closest.Low > 0 ? ", which the choice of users does not explain." : ", which may be chance.");
    }

    private static void AppendTable(StringBuilder page, ExperimentReport report)
    {
        string metric = Html.Text(report.Metric);
        page.Append(CultureInfo.InvariantCulture, $"<h2>Results</h2><div class=\"wide\"><table><tr><th>towers by</th><th>{metric}</th><th>seeds,<br>lowest to highest</th><th>{metric},<br>new items</th><th>ndcg@10</th><th>hr@10</th><th>recall@100</th><th>coverage@10</th><th>novelty@10,<br>bits</th></tr>");
        foreach (ExperimentResult result in report.Results)
        {
            if (result.Failure is not null)
            {
                page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Html.Text(result.Name)}</td><td class=\"failed\" colspan=\"8\">Could not be trained. {Html.Text(result.Failure)}</td></tr>");
                continue;
            }

            string style = result.Target is null ? "base" : result.Name == report.Best ? "best" : "";
            string seeds = result.BySeed.Count == 0 ? "" : FormattableString.Invariant($"{result.BySeed.Min():0.0000} – {result.BySeed.Max():0.0000}");
            page.Append(CultureInfo.InvariantCulture, $"<tr class=\"{style}\"><td>{Html.Text(result.Name)}</td><td>{Html.Metric(result.Metrics, report.Metric)}</td><td>{seeds}</td><td>{Html.Metric(result.NewItems, report.Metric)}</td><td>{Html.Metric(result.Metrics, "ndcg@10")}</td><td>{Html.Metric(result.Metrics, "hr@10")}</td><td>{Html.Metric(result.Metrics, "recall@100")}</td><td>{Html.Metric(result.Metrics, "coverage@10", "0.000")}</td><td>{Html.Metric(result.Metrics, "novelty@10", "0.00")}</td></tr>");
        }

        page.Append("</table></div><p class=\"soft\">Grey: baselines that learn nothing or only count. A strategy's figures are of the towers alone, without the other sources that serve beside them.</p>");
    }

    private static void AppendDifferences(StringBuilder page, ExperimentReport report)
    {
        if (report.Differences.Count == 0)
        {
            return;
        }

        page.Append("<h2>Is it real?</h2><p>Mean difference over the users with its 95 % interval (paired bootstrap; each user averaged over the seeds first). Blue: the interval leaves 0 out.</p>");
        foreach (IGrouping<(string A, string List), MetricDifference> group in report.Differences.GroupBy(static d => (d.A, d.List)))
        {
            string title = FormattableString.Invariant($"{group.Key.A} minus each other, {report.Metric}, {(group.Key.List == "new" ? "items new to the user" : "all items")}");
            page.Append(CultureInfo.InvariantCulture, $"<h3>{Html.Text(title)}</h3>");
            page.Append(IntervalChart.Draw([.. group.Select(static d => new IntervalChart.Row(d.B, d.Mean, d.Low, d.High))], title));
        }
    }

    private static void AppendCurves(StringBuilder page, ExperimentReport report, ExperimentResult[] trained)
    {
        LineChart.Line[] lines =
        [
            .. trained.Select(static result => new LineChart.Line(
                result.Name,
                [
                    .. result.Runs.SelectMany(static run => run.Curve)
                        .Where(static point => point.Validation is not null)
                        .GroupBy(static point => point.Steps)
                        .OrderBy(static group => group.Key)
                        .Select(static group => ((double)group.Key, group.Average(p => p.Validation!.Value), group.Min(p => p.Validation!.Value), group.Max(p => p.Validation!.Value))),
                ])),
        ];
        page.Append("<h2>Learning curves</h2><p>Measured on the days before the test period, which the towers have not seen either; mean of the seeds, shaded from the lowest to the highest.</p>");
        page.Append(LineChart.Draw(lines, "optimiser steps", $"{report.Metric} on the validation window"));
    }

    private static void AppendParts(StringBuilder page, ExperimentReport report, ExperimentResult[] trained)
    {
        UserGroups groups = report.Groups;
        string[] bars =
        [
            FormattableString.Invariant($"head items ({groups.HeadItems:N0} users)"),
            FormattableString.Invariant($"tail items ({groups.TailItems:N0} users)"),
            FormattableString.Invariant($"cold items ({groups.ColdItems:N0} users)"),
            FormattableString.Invariant($"items new to the user ({groups.New:N0} users)"),
        ];
        page.Append(CultureInfo.InvariantCulture, $"<h2>Head and tail, warm and cold</h2><p>{Html.Text(report.Metric)} when only part of what a user took is to be found, still among all items. Head: the most popular items that together have half of all outcomes before the test period. Cold: at most {ItemGroups.MaxColdEvents} events before it. {groups.Cold:N0} users had no event before; towers have nothing to say to them.</p>");
        page.Append(BarChart.Draw(
            [
                .. report.Results.Where(static result => result.Failure is null).Select(result => new BarChart.Group(
                    result.Name,
                    [.. new[] { result.HeadItems, result.TailItems, result.ColdItems, result.NewItems }.Select(part => part.TryGetValue(report.Metric, out double value) ? value : double.NaN)])),
            ],
            bars,
            "Parts of the result"));
    }

    private static void AppendCost(StringBuilder page, ExperimentResult[] strategies)
    {
        page.Append("<h2>Cost</h2><div class=\"wide\"><table><tr><th>towers by</th><th>steps</th><th>training sequences</th><th>seconds of training,<br>mean of the seeds</th><th>milliseconds<br>a step</th><th>peak memory of<br>the process, MiB</th></tr>");
        foreach (ExperimentResult result in strategies.Where(static result => result.Failure is null))
        {
            double seconds = result.Runs.Average(static run => run.Seconds);
            double steps = result.Runs.Average(static run => run.Steps);
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Html.Text(result.Name)}</td><td>{steps:N0}</td><td>{result.Runs[0].Windows:N0}</td><td>{Html.Number(seconds, "N1")}</td><td>{Html.Number(1000 * seconds / steps, "N1")}</td><td>{Html.Number(result.Runs.Max(static run => run.PeakMemoryMiB), "N0")}</td></tr>");
        }

        page.Append("</table></div><p class=\"soft\">Validation is left out of the seconds. What else ran on the machine is in them.</p>");
    }

    private static void AppendMethod(StringBuilder page, ExperimentReport report) => page.Append(
        CultureInfo.InvariantCulture,
        $"<h2>How it was measured</h2><p>The towers have seen events until {report.TrainedUntil:yyyy-MM-dd HH:mm} UTC, and features were fitted on nothing later. What lies between then and {report.Cut:yyyy-MM-dd HH:mm} UTC makes the learning curves and is history for the test. The test is what users did after that. All items are ranked, equal scores by item id. The best strategy was found on the same users on which its lead is measured, which flatters it a little when many are compared.</p>");

    private static void AppendDeclarations(StringBuilder page, ExperimentResult[] strategies)
    {
        page.Append("<h2>The strategies as declared</h2>");
        foreach (ExperimentResult result in strategies)
        {
            using var declared = JsonDocument.Parse(result.Target!);
            page.Append(CultureInfo.InvariantCulture, $"<details><summary>{Html.Text(result.Name)}</summary><pre>{Html.Text(JsonSerializer.Serialize(declared, Indented))}</pre></details>");
        }
    }
}
