using System.Globalization;
using Tandem.Chaos.Tests.Faults;

namespace Tandem.Chaos.Tests.Handover;

/// <summary>The long form: as many activations as a large silo has.</summary>
internal static class HandoverCommand
{
    public const string Argument = "handover";

    private const string Usage =
        """
        handover
          --activations N     users of the silo that is stopped, 1000 to 1000000; default 200000
          --log FILE          what the processes wrote
        """;

    /// <summary>0: everything held; 1: something did not; 2: wrong usage.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        int activations = 200_000;
        string? log = null;
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--log" when i + 1 < arguments.Length:
                    log = arguments[++i];
                    break;
                case "--activations" when i + 1 < arguments.Length && int.TryParse(arguments[i + 1], CultureInfo.InvariantCulture, out activations) && activations is >= 1_000 and <= 1_000_000:
                    i++;
                    break;
                default:
                    await Console.Error.WriteLineAsync(Usage);
                    return 2;
            }
        }

        // Room for every user's event and state, twice while Redis writes its file anew.
        await using FaultCluster cluster = new("8G");
        Task<HandoverReport> running = HandoverRun.RunAsync(cluster, activations, Console.Error.WriteLine);
        bool ended = await Task.WhenAny(running, Interruption.WaitAsync()) == running;
        if (log is not null)
            await File.WriteAllTextAsync(log, cluster.Output);
        if (!ended)
        {
            await Console.Error.WriteLineAsync("Interrupted.");
            return 1;
        }

        HandoverReport report = await running;
        Console.WriteLine($"{HandoverReport.Header}\n{report.ToRow()}");
        string[] broken = [.. report.Broken()];
        foreach (string each in broken)
            await Console.Error.WriteLineAsync(each);
        return broken.Length == 0 ? 0 : 1;
    }
}
