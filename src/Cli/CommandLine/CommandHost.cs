using System.CommandLine;
using Tandem.Domain;

namespace Tandem.Cli.CommandLine;

/// <summary>Runs a command's work and turns what happens into the exit codes 0 done, 1 failed, 2 wrong usage.</summary>
internal static class CommandHost
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The work failed or was interrupted.</summary>
    public const int Failed = 1;

    /// <summary>The command line made no sense.</summary>
    public const int WrongUsage = 2;

    /// <summary>How long an interrupted command may take to write its checkpoint.</summary>
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(30);

    private static readonly Option<bool> JsonOption = new("--json")
    {
        Description = "Print the results as one JSON object on the last line of stdout.",
        Recursive = true,
    };

    private static readonly Option<int?> SeedOption = new("--seed")
    {
        Description = "Seed of every random choice. The same seed and data give the same result.",
        Recursive = true,
    };

    /// <summary>Adds the options that every command takes.</summary>
    public static void AddCommonOptions(RootCommand root)
    {
        root.Add(JsonOption);
        root.Add(SeedOption);
    }

    /// <summary>Gives a command its work.</summary>
    public static Command Runs(this Command command, Func<ParseResult, CommandContext, Task> work)
    {
        command.SetAction(async (parse, cancellation) =>
        {
            bool terminal = !Console.IsErrorRedirected;
            using var context = new CommandContext(
                parse.GetValue(JsonOption), parse.GetValue(SeedOption), Console.Out, Console.Error, terminal, TimeProvider.System, cancellation);

            // On another thread: Ctrl-C and SIGTERM are listened to only once this has returned its task.
            return await Task.Run(() => GuardAsync(context, () => work(parse, context)), CancellationToken.None);
        });
        return command;
    }

    private static async Task<int> GuardAsync(CommandContext context, Func<Task> work)
    {
        try
        {
            await work();
            return Done;
        }
        catch (OperationCanceledException) when (context.Cancellation.IsCancellationRequested)
        {
            context.Note("Interrupted. Run the same command again to go on.");
            return Failed;
        }
        catch (Exception error) when (Explain(error) is { } explanation)
        {
            context.Note("Error: " + explanation);
            return Failed;
        }
    }

    /// <summary>What a person is told of a failure that can happen to correct code; null for what nobody foresaw.</summary>
    internal static string? Explain(Exception error) => error switch
    {
        TandemException or IOException or InvalidDataException or UnauthorizedAccessException => error.Message,
        OutOfMemoryException => FormattableString.Invariant(
            $"The memory that this process may use, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20:N0} MiB, is not enough. Give it more, or keep data out of it: `tandem train --events-on-disk DIR`, `tandem features build --memory`, `tandem import ozon --memory`."),
        // What a parallel loop makes of it.
        AggregateException { InnerExceptions: [{ } first, ..] } => Explain(first),
        _ => null,
    };

    /// <summary>Parses, reports wrong usage, runs.</summary>
    public static async Task<int> RunAsync(RootCommand root, string[] arguments)
    {
        ParseResult parse = root.Parse(arguments);
        if (parse.Errors.Count > 0)
        {
            foreach (var error in parse.Errors)
            {
                await Console.Error.WriteLineAsync("Error: " + error.Message);
            }

            await Console.Error.WriteLineAsync("Run `tandem --help` or `tandem COMMAND --help` for the usage.");
            return WrongUsage;
        }

        return await parse.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TerminationTimeout });
    }
}
