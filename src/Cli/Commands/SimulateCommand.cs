using System.CommandLine;
using System.Globalization;
using Tandem.Cli.CommandLine;
using Tandem.Datasets.Simulation;

namespace Tandem.Cli.Commands;

/// <summary><c>tandem simulate</c>: a marketplace in the Ozon schema.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var defaults = new SimulationOptions();
        var items = new Option<int>("--items") { Description = "Items (variants).", DefaultValueFactory = _ => defaults.Items };
        var users = new Option<int>("--users") { Description = "Users.", DefaultValueFactory = _ => defaults.Users };
        var days = new Option<int>("--days") { Description = "Days.", DefaultValueFactory = _ => defaults.Days };
        var start = new Option<DateTimeOffset>("--start") { Description = "The first day (UTC).", DefaultValueFactory = _ => defaults.Start };
        var output = new Option<string>("--out") { Description = "Folder to write; nothing else may be in it.", Required = true };
        var command = new Command("simulate", "Generate a marketplace in the Ozon schema. It is simulated data and says so.")
        {
            items, users, days, start, output,
        };

        return command.Runs((parse, context) =>
        {
            var options = new SimulationOptions
            {
                Items = parse.GetValue(items),
                Users = parse.GetValue(users),
                Days = parse.GetValue(days),
                Start = parse.GetValue(start),
                Seed = context.Seed ?? defaults.Seed,
            };
            SimulationReport report = MarketplaceSimulator.Simulate(options, parse.GetValue(output)!, context.Progress, context.Cancellation);
            context.Result(report, string.Create(
                CultureInfo.InvariantCulture,
                $"Simulated (not real data): {report.Items:N0} items of {report.Models:N0} models, {report.Users:N0} users, {report.TrackerRows:N0} tracker rows, {report.Orders:N0} orders."));
            return Task.CompletedTask;
        });
    }
}
