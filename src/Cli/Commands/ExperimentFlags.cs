using System.CommandLine;
using System.Globalization;
using Tandem.Cli.CommandLine;
using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Features;
using Tandem.Training;
using Tandem.Training.Evaluation;
using Tandem.Training.Experiments;
using Tandem.Training.Featurizing;
using Tandem.Training.Targets;

namespace Tandem.Cli.Commands;

/// <summary>The options of every experiment: data, budget, seeds, and what is compared.</summary>
/// <param name="defaultSeeds">Seeds where none are given.</param>
internal sealed class ExperimentFlags(string defaultSeeds)
{
    private readonly Option<string> _output = Shared.Output("The folder for the report and the runs; finished runs in it are kept, so the same command goes on after an interruption.");
    private readonly Option<string?> _features = new("--features")
    {
        Description = "The features folder, fitted on nothing later than the training period. Default: fitted here.",
    };

    private readonly Option<string> _protocol = new("--protocol") { Description = "time-split[:DAYS].", DefaultValueFactory = _ => "time-split:14" };
    private readonly Option<string> _seeds = new("--seeds")
    {
        Description = $"Seeds, separated by commas. Default {defaultSeeds}; --seed S is short for --seeds S.",
        DefaultValueFactory = _ => defaultSeeds,
    };

    private readonly Option<int?> _steps = new("--budget-steps") { Description = $"Steps of each run. Default {ExperimentBudget.DefaultSteps}." };
    private readonly Option<double?> _seconds = new("--budget-seconds") { Description = "Seconds of training of each run instead, turned into steps by timing the first ones." };
    private readonly Option<double> _validation = new("--validation-days")
    {
        Description = "Days before the test period that make the learning curves and fit blends; training ends before them.",
        DefaultValueFactory = _ => 14,
    };

    private readonly Option<string> _metric = new("--metric") { Description = "What is compared, such as ndcg@10.", DefaultValueFactory = _ => "ndcg@100" };
    private readonly Option<string?> _engine = Engines.EngineOption();
    private readonly Option<string> _device = Engines.DeviceOption();

    public IEnumerable<Option> All => [_output, _features, _protocol, _seeds, _steps, _seconds, _validation, _metric, _engine, _device];

    public string Folder(ParseResult parse) => parse.GetValue(_output)!;

    public ITowerEngineFactory EngineFactory(ParseResult parse) => Engines.Create(parse.GetValue(_engine), parse.GetValue(_device)!);

    /// <param name="targets">Names or files of target strategies, separated by commas.</param>
    /// <exception cref="TandemException">A value is not what its option takes.</exception>
    public ExperimentOptions Read(ParseResult parse, string targets, CommandContext context) => new()
    {
        Targets = [.. Parts(targets).Select(TargetStrategies.Resolve)],
        Protocol = EvaluationProtocol.Parse(parse.GetValue(_protocol)!),
        Seeds = context.Seed is { } one ? [one] : [.. Parts(parse.GetValue(_seeds)!).Select(Seed)],
        Budget = new ExperimentBudget(parse.GetValue(_steps) ?? (parse.GetValue(_seconds) is null ? ExperimentBudget.DefaultSteps : null), parse.GetValue(_seconds)),
        ValidationDays = parse.GetValue(_validation),
        Metric = parse.GetValue(_metric)!,
        Engine = new EngineOptions { Device = parse.GetValue(_device)! },
    };

    /// <summary>The given features, or those of an earlier execution with the same cut, or new ones.</summary>
    public FeatureFolder Features(ParseResult parse, DatasetReader dataset, DateTimeOffset until, CommandContext context)
    {
        if (parse.GetValue(_features) is { } given)
        {
            return FeatureFolder.Open(given);
        }

        string own = Path.Combine(Folder(parse), "features");
        return Directory.Exists(own) && FeatureFolder.Open(own) is { } kept && kept.Note.Until == until && kept.Note.Dataset == dataset.Manifest.Name
            ? kept
            : FeatureFolder.Build(dataset, own, until, new FeatureOptions(), context.Progress, context.Cancellation);
    }

    private static string[] Parts(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static int Seed(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int seed)
        ? seed
        : throw new TandemException($"--seeds has '{text}'; give whole numbers separated by commas, such as 1,2,3.");
}
