using System.Globalization;
using System.Text.Json;

namespace Tandem.Chaos.Tests.Faults;

/// <summary>The long form: every fault for a minute, and a table.</summary>
internal static class FaultCommand
{
    public const string Argument = "faults";

    private const string Usage =
        """
        faults [NAME …]       all faults, or these
          --seconds N         requests are watched so long from each fault on, 5 to 600; default 60
          --log FOLDER        what the processes wrote, and every failed request
          --json              the last line is one JSON object
        """;

    /// <summary>0: everything held; 1: something did not; 2: wrong usage.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        List<string> names = [];
        int seconds = 60;
        string? log = null;
        bool json = false;
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--json":
                    json = true;
                    break;
                case "--log" when i + 1 < arguments.Length:
                    log = Directory.CreateDirectory(arguments[++i]).FullName;
                    break;
                case "--seconds" when i + 1 < arguments.Length && int.TryParse(arguments[i + 1], CultureInfo.InvariantCulture, out seconds) && seconds is >= 5 and <= 600:
                    i++;
                    break;
                case var name when KnownFaults.All.Any(fault => fault.Name == name):
                    names.Add(name);
                    break;
                default:
                    await Console.Error.WriteLineAsync($"{Usage}\nNames: {string.Join(", ", KnownFaults.All.Select(static fault => fault.Name))}");
                    return 2;
            }
        }

        Fault[] faults = [.. KnownFaults.All.Where(fault => names.Count == 0 || names.Contains(fault.Name))];
        await using FaultCluster cluster = new();
        Task<List<FaultReport>> running = RunAsync(cluster, faults, TimeSpan.FromSeconds(seconds), log);
        if (await Task.WhenAny(running, Interruption.WaitAsync()) != running)
        {
            await Console.Error.WriteLineAsync("Interrupted.");
            return 1;
        }

        List<FaultReport> reports = await running;
        if (json)
            Console.WriteLine(ToJson(reports));
        return reports.Any(static report => report.Broken().Concat(report.Late()).Any()) ? 1 : 0;
    }

    private static async Task<List<FaultReport>> RunAsync(FaultCluster cluster, Fault[] faults, TimeSpan watch, string? log)
    {
        List<FaultReport> reports = [];
        await cluster.StartAsync();
        await Console.Error.WriteLineAsync($"Started. {faults.Length} faults, about {faults.Length * (watch.TotalSeconds + 10) / 60:F0} minutes.");
        Console.WriteLine(FaultReport.Header);
        foreach (Fault fault in faults)
        {
            if (fault.Missing(cluster) is { } missing)
            {
                await Console.Error.WriteLineAsync($"{fault.Name}: left out, it {missing}.");
                continue;
            }

            await Console.Error.WriteLineAsync($"{reports.Count + 1} of {faults.Length}: {fault.What} …");
            FaultReport report;
            try
            {
                report = await FaultRun.StrikeAsync(cluster, fault, watch);
            }
            finally
            {
                if (log is not null)
                    await File.WriteAllTextAsync(Path.Combine(log, fault.Name + ".processes.txt"), cluster.Output);
            }

            reports.Add(report);
            Console.WriteLine(report.ToRow());
            foreach (string broken in report.Broken().Concat(report.Late()))
                await Console.Error.WriteLineAsync($"{fault.Name}: {broken}");
            if (log is not null)
                await File.WriteAllLinesAsync(Path.Combine(log, fault.Name + ".failed.txt"), report.Errors);
        }

        return reports;
    }

    private static string ToJson(List<FaultReport> reports) => JsonSerializer.Serialize(reports.Select(static report => new
    {
        fault = report.Fault.Name,
        report.Requests,
        report.Failed,
        report.Accepted,
        report.Lost,
        report.Doubled,
        report.Mixed,
        report.Seconds,
        report.AfterOutage,
        report.Longest,
    }), JsonSerializerOptions.Web);
}
