using System.Globalization;
using System.Text;
using Tandem.Training.Experiments.Online;
using Tandem.Training.Pages;

namespace Tandem.Training.Experiments.Pages;

/// <summary>The report on online training as one HTML file that needs nothing else.</summary>
public static class OnlinePage
{
    /// <summary>Days that a point of the curves averages.</summary>
    private const int Window = 7;

    public static string Write(OnlineExperimentReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        StringBuilder page = PageHead.Begin(
            $"Online training on {report.Dataset}",
            FormattableString.Invariant($"{report.From:yyyy-MM-dd} to {report.Until:yyyy-MM-dd} · {report.Baskets:N0} baskets, each ranked before it was learned · {report.Steps:N0} steps on {report.Examples:N0} examples"));
        if (report.Simulated)
        {
            page.Append("<p><strong>The data are generated.</strong> These figures say that learning works, nothing of a real shop.</p>");
        }

        page.Append("<h2>Answers</h2>").Append(Chart(report, static day => day.Blend)).Append("<h2>Towers alone</h2>").Append(Chart(report, static day => day.Towers));
        page.Append("<h2>Cost and months</h2><div class=\"wide\"><table><tr><th></th><th>updates</th><th>seconds</th>");
        string[] months = [.. report.Arms[0].Months.Select(static month => month.Month)];
        page.Append(string.Concat(months.Select(static month => $"<th>{month}</th>"))).Append("</tr>");
        foreach (OnlineArmResult arm in report.Arms)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Html.Text(arm.Name)}</td><td>{arm.Updates}</td><td>{arm.Seconds:0.0}</td>");
            foreach (string month in months)
            {
                OnlineMonth? own = arm.Months.FirstOrDefault(own => own.Month == month);
                page.Append(own is null ? "<td></td>" : string.Create(CultureInfo.InvariantCulture, $"<td>{own.Blend:0.0000}</td>"));
            }

            page.Append("</tr>");
        }

        return page.Append("</table></div>").Append(PageHead.End).ToString();
    }

    private static string Chart(OnlineExperimentReport report, Func<OnlineDay, double> value)
    {
        DateOnly first = DateOnly.FromDateTime(report.From.UtcDateTime);
        return LineChart.Draw(
            [.. report.Arms.Select(arm => new LineChart.Line(arm.Name, [.. Points(arm, first, value)]))],
            $"days since {first:yyyy-MM-dd}, mean of {Window} days with baskets",
            "NDCG@100");
    }

    private static IEnumerable<(double X, double Y, double Low, double High)> Points(OnlineArmResult arm, DateOnly first, Func<OnlineDay, double> value) =>
        arm.Days.Chunk(Window).Select(days =>
        {
            double mean = days.Average(value);
            return ((double)(days[^1].DayNumber() - first.DayNumber), mean, mean, mean);
        });

    private static int DayNumber(this OnlineDay day) => day.Day.DayNumber;
}
