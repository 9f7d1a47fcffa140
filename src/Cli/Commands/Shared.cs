using System.CommandLine;
using Tandem.Datasets;
using Tandem.Domain;

namespace Tandem.Cli.Commands;

/// <summary>Arguments and options that several commands have.</summary>
internal static class Shared
{
    public static Argument<string> Dataset() => new("DATASET") { Description = "A dataset folder, as `tandem import` writes it." };

    public static Option<string> Output(string description) => new("--out") { Description = description, Required = true };

    public static Option<DateTimeOffset?> Until() => new("--until")
    {
        Description = "Use no event after this moment (RFC 3339). Default: the dataset's last event.",
    };

    public static Option<double> Holdout() => new("--holdout")
    {
        Description = "Leave the dataset's last DAYS out, for an evaluation with `--protocol time-split:DAYS`. Default 0.",
        DefaultValueFactory = _ => 0,
    };

    public static Option<string[]> CategoryRoots(string name) => new(name)
    {
        Description = "Only these categories and what is below them.",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>A node's address.</summary>
    public static Option<Uri> Address(string name, string description, Uri? standard = null)
    {
        var option = new Option<Uri>(name)
        {
            Description = description,
            Required = standard is null,
            CustomParser = result =>
            {
                string text = result.Tokens.Single().Value;
                if (Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address is { Scheme: "http" or "https" })
                {
                    return address;
                }

                result.AddError($"{name} '{text}' is no address; give one like http://127.0.0.1:5080.");
                return null;
            },
        };
        if (standard is not null)
        {
            option.DefaultValueFactory = _ => standard;
        }

        return option;
    }

    /// <summary>The last moment that may be used.</summary>
    /// <exception cref="TandemException">Both options were given, the holdout is negative, or the dataset has no event.</exception>
    public static DateTimeOffset Cut(DatasetReader dataset, DateTimeOffset? until, double holdoutDays)
    {
        DateTimeOffset last = dataset.Manifest.LastEventAt
            ?? throw new TandemException($"The dataset '{dataset.Folder}' has no event.");
        if (until is not null && holdoutDays != 0)
        {
            throw new TandemException("--until and --holdout exclude each other; give one.");
        }

        if (!(holdoutDays >= 0 && double.IsFinite(holdoutDays)))
        {
            throw new TandemException($"--holdout {holdoutDays} is no number of days; give 0 or more.");
        }

        return until ?? last - TimeSpan.FromDays(holdoutDays);
    }

    /// <summary>The program of nodes that a benchmark starts.</summary>
    public static Option<string> Gateway() => new("--gateway")
    {
        Description = "Tandem.Gateway.dll. Default: the one built beside this command.",
        DefaultValueFactory = _ => BuiltBeside(),
    };

    /// <summary>…/src/Cli/bin/CONFIGURATION/net10.0/ has its twin below …/src/Gateway.</summary>
    private static string BuiltBeside()
    {
        DirectoryInfo framework = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        string source = framework.Parent?.Parent?.Parent?.Parent?.FullName ?? framework.FullName;
        return Path.Combine(source, "Gateway", "bin", framework.Parent?.Name ?? "", framework.Name, "Tandem.Gateway.dll");
    }
}
