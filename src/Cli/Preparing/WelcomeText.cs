using System.Globalization;
using System.Text;
using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Ranking;
using Tandem.Training.Evaluation;

namespace Tandem.Cli.Preparing;

/// <summary>What is printed when the node is up: where to look, and three lines to paste.</summary>
internal static class WelcomeText
{
    private const int MinEvents = 20;

    public static string Write(DatasetReader dataset, ServingModel model, EvaluationReport? report, Uri url, ShopHome home)
    {
        (string user, string item, DateTimeOffset last) = Example(dataset);
        string at = url.ToString().TrimEnd('/');
        string when = last.AddMinutes(1).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var text = new StringBuilder();
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Tandem is up with {model.ItemCount:N0} items of '{dataset.Manifest.Name}'{(dataset.Manifest.Simulated ? ", a simulated marketplace: not real data" : "")}.");
        text.AppendLine(CultureInfo.InvariantCulture, $"  API reference   {at}/docs");
        text.AppendLine(CultureInfo.InvariantCulture, $"  health, metrics {at}/health/ready  {at}/metrics");
        text.AppendLine(CultureInfo.InvariantCulture, $"  evaluation      {Path.GetRelativePath(Environment.CurrentDirectory, home.Evaluation)}{Summary(report)}");
        text.AppendLine();
        text.AppendLine("Ask what a customer should see and why, tell Tandem what happens, ask again:");
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"  curl '{at}/v1/users/{Uri.EscapeDataString(user)}/recommendations?count=5&explain=true'");
        text.AppendLine(CultureInfo.InvariantCulture, $"  curl '{at}/v1/events' -H 'Content-Type: application/json' -d '{{\"eventId\":\"first\",\"userId\":\"{user}\",\"itemId\":\"{item}\",\"action\":\"to_cart\",\"occurredAt\":\"{when}\"}}'");
        text.AppendLine(CultureInfo.InvariantCulture, $"  curl '{at}/v1/items/{Uri.EscapeDataString(item)}/similar?count=5'");
        text.AppendLine();
        text.AppendLine("Ctrl-C stops the node; the next start takes seconds.");
        return text.ToString();
    }

    /// <summary>The first user with a fair number of events whose id needs no quoting, and an item that somebody else took.</summary>
    private static (string User, string Item, DateTimeOffset Last) Example(DatasetReader dataset)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        string? user = null;
        string? item = null;
        string? anonymous = dataset.Manifest.AnonymousUserPrefix;
        foreach (ShopEvent row in dataset.ReadEvents())
        {
            if ((anonymous is not null && row.UserId.StartsWith(anonymous, StringComparison.Ordinal)) || !row.UserId.All(char.IsAsciiLetterOrDigit))
            {
                continue;
            }

            counts[row.UserId] = counts.GetValueOrDefault(row.UserId) + 1;
            if (user is null && counts[row.UserId] == MinEvents)
            {
                user = row.UserId;
            }
            else if (user is not null && row.UserId != user && row.ItemId.All(char.IsAsciiLetterOrDigit))
            {
                item = row.ItemId;
                break;
            }
        }

        return (user ?? counts.Keys.First(), item ?? dataset.ReadItems().First().ItemId, dataset.Manifest.LastEventAt!.Value);
    }

    private static string Summary(EvaluationReport? report)
    {
        double? Of(string name) => report?.Results.FirstOrDefault(result => result.Name == name)?.Metrics.GetValueOrDefault("ndcg@100");
        return Of("blend") is { } blend && Of("recent-popular") is { } popular
            ? string.Create(CultureInfo.InvariantCulture, $"  (NDCG@100 {blend:0.000}, popularity {popular:0.000})")
            : "";
    }
}
