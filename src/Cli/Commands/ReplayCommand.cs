using System.CommandLine;
using System.Globalization;
using Tandem.Cli.CommandLine;
using Tandem.Cli.Replaying;
using Tandem.Datasets;
using Tandem.Domain;

namespace Tandem.Cli.Commands;

/// <summary><c>tandem replay</c>: a dataset's history as live events of a running node.</summary>
internal static class ReplayCommand
{
    private const int MaxBatch = 10_000;

    public static Command Create()
    {
        Argument<string> dataset = Shared.Dataset();
        Option<Uri> node = Shared.Address("--to", "The node's address.");
        Option<double> speed = Speed();
        var from = new Option<DateTimeOffset?>("--from") { Description = "Send no event before this moment (RFC 3339)." };
        Option<DateTimeOffset?> until = Shared.Until();
        var batch = new Option<int>("--batch") { Description = "Events of one request, at most. Default 1000.", DefaultValueFactory = _ => new ReplayOptions().BatchSize };
        var cursor = new Option<string?>("--cursor") { Description = "File that keeps the position. Default: replay-HOST-PORT.json in the dataset's folder." };
        var restart = new Option<bool>("--restart") { Description = "Forget the position and begin anew; what the node has already it refuses." };
        var command = new Command("replay", "Stream history into a node as live events, exactly once.") { dataset, node, speed, from, until, batch, cursor, restart };
        return command.Runs(async (parse, context) =>
        {
            DatasetReader reader = DatasetReader.Open(parse.GetValue(dataset)!);
            Uri address = parse.GetValue(node)!;
            string file = parse.GetValue(cursor) ?? Path.Combine(reader.Folder, $"replay-{address.Host}-{address.Port}.json");
            if (parse.GetValue(restart))
            {
                File.Delete(file);
            }

            using HttpClient client = NodeClient.Create(address, TimeSpan.FromMinutes(1));
            var replay = new EventReplay(client, Options(parse.GetValue(speed), parse.GetValue(from), parse.GetValue(until), parse.GetValue(batch), file), context.Time);
            ReplayReport report = await replay.RunAsync(reader, context.Progress, context.Cancellation);
            context.Result(report, Text(report, address));
        });
    }

    private static ReplayOptions Options(double speed, DateTimeOffset? from, DateTimeOffset? until, int batch, string cursor)
    {
        if (batch is < 1 or > MaxBatch)
        {
            throw new TandemException($"--batch {batch}: give 1 to {MaxBatch}.");
        }

        return new ReplayOptions { Speed = speed, From = from, Until = until, BatchSize = batch, CursorFile = cursor };
    }

    private static Option<double> Speed() => new("--speed")
    {
        Description = "History's seconds in one real second, or `max`. Default 1000.",
        DefaultValueFactory = _ => 1000,
        CustomParser = result =>
        {
            string text = result.Tokens.Single().Value;
            if (text == "max")
            {
                return double.PositiveInfinity;
            }

            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double speed) && speed > 0 && double.IsFinite(speed))
            {
                return speed;
            }

            result.AddError($"--speed '{text}': give a number above 0, or max.");
            return 0;
        },
    };

    private static string Text(ReplayReport report, Uri node)
    {
        string skipped = report.Skipped > 0 ? string.Create(CultureInfo.InvariantCulture, $" {report.Skipped:N0} were sent by an earlier run.") : "";
        string refused = report.FirstRejection is null ? "" : $" The first refusal: {report.FirstRejection}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Events:N0} events sent to {node} in {report.Seconds:0.0} s: {report.Accepted:N0} accepted, {report.Duplicates:N0} known already, {report.Rejected:N0} refused.{skipped}{refused}");
    }
}
