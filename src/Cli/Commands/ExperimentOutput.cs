using System.Text.Json;
using Tandem.Cli.CommandLine;

namespace Tandem.Cli.Commands;

/// <summary>What every experiment leaves: <c>report.json</c> and <c>report.html</c> in its folder, and a table for people.</summary>
internal static class ExperimentOutput
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Write<TReport>(CommandContext context, string folder, TReport report, string page, string table)
        where TReport : class
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "report.json"), JsonSerializer.Serialize(report, Json));
        File.WriteAllText(Path.Combine(folder, "report.html"), page);
        context.Result(report, table + Environment.NewLine + "Report: " + Path.Combine(folder, "report.html"));
    }
}
