using System.CommandLine;
using Tandem.Towers;
using Tandem.Training.Bundling;
using Tandem.Training.Targets;

namespace Tandem.Cli.Commands;

/// <summary>The options of <c>tandem train</c> that depart from its preset; one that is not given leaves the preset's value.</summary>
internal sealed class TrainingFlags
{
    private readonly Option<string> _preset = new("--preset")
    {
        Description = $"Where the other options start from: {TrainingPreset.Shop} for data with true times, {TrainingPreset.NextItem} for imported sequences.",
        DefaultValueFactory = _ => TrainingPreset.Shop,
    };

    private readonly Option<string?> _target = new("--target")
    {
        Description = "Target strategy: a JSON file or " + string.Join(", ", TargetStrategies.All.Select(strategy => strategy.Name)) + ".",
    };

    private readonly Option<int?> _epochs = Number("--epochs", "Passes over the training data.");
    private readonly Option<int?> _patience = Number("--patience", "Stop once the towers have not ranked the blend's days better for so many epochs, and take the best epoch's weights.");
    private readonly Option<int?> _batch = Number("--batch", "Sequences in a step.");
    private readonly Option<int?> _length = Number("--length", "Events in a training sequence, the latest.");
    private readonly Option<int?> _negatives = Number("--negatives", "Negatives that are drawn for a step (softmax) or a target (pairwise).");
    private readonly Option<int?> _embedding = Number("--embedding", "Length of item and user vectors.");
    private readonly Option<UserTowerKind?> _userTower = new("--user-tower")
    {
        Description = "What reads the user's events: gru, or attention (one block of causal self-attention over the last 128).",
    };

    private readonly Option<int?> _hidden = Number("--hidden", "Units of the user tower's GRU, or width of its self-attention (a multiple of 64).");
    private readonly Option<float?> _learningRate = Share("--lr", "Highest step size.");
    private readonly Option<float?> _dropout = Share("--dropout", "Dropout on the user tower's input and output.");
    private readonly Option<float?> _idDropout = Share("--id-dropout", "Probability that an item must do without its id residual in a step.");
    private readonly Option<float?> _average = Share("--ema", "Decay of the average of weights that is published; 0 publishes the last weights.");
    private readonly Option<double?> _historyDropout = new("--history-dropout") { Description = "Probability that an event is left out of a sequence in an epoch." };
    private readonly Option<double?> _blendDays = new("--blend-days") { Description = "Days at the end on which the blend is fitted." };
    private readonly Option<double?> _finish = new("--finish") { Description = "Share of the epochs that follow the fit, with its days included; gives a bundle that has learned from all days." };

    public TrainingFlags() => _preset.AcceptOnlyFromAmong([.. TrainingPreset.Names]);

    public IEnumerable<Option> All =>
        [_preset, _target, _epochs, _patience, _batch, _length, _negatives, _embedding, _userTower, _hidden, _learningRate, _dropout, _idDropout, _average, _historyDropout, _blendDays, _finish];

    /// <summary>The preset with everything that was given.</summary>
    public BundleTrainingOptions Read(ParseResult parse, DateTimeOffset until)
    {
        BundleTrainingOptions preset = TrainingPreset.Create(parse.GetValue(_preset)!, until);
        TargetStrategy target = parse.GetValue(_target) is { } named ? TargetStrategies.Resolve(named) : preset.Target;
        return preset with
        {
            Target = parse.GetValue(_negatives) is { } negatives ? (target with { NegativeCount = negatives }).Validate() : target,
            BlendDays = parse.GetValue(_blendDays) ?? preset.BlendDays,
            FinishShare = parse.GetValue(_finish) ?? preset.FinishShare,
            IncludeWindow = preset.IncludeWindow || parse.GetValue(_finish) is not null,
            Engine = preset.Engine with
            {
                Shape = preset.Engine.Shape with
                {
                    Embedding = parse.GetValue(_embedding) ?? preset.Engine.Shape.Embedding,
                    UserTower = parse.GetValue(_userTower) ?? preset.Engine.Shape.UserTower,
                    GruHidden = parse.GetValue(_hidden) ?? preset.Engine.Shape.GruHidden,
                    AttentionHidden = parse.GetValue(_hidden) ?? preset.Engine.Shape.AttentionHidden,
                },
                Dropout = parse.GetValue(_dropout) ?? preset.Engine.Dropout,
                IdDropout = parse.GetValue(_idDropout) ?? preset.Engine.IdDropout,
                WeightAverageDecay = parse.GetValue(_average) ?? preset.Engine.WeightAverageDecay,
            },
            Trainer = preset.Trainer with
            {
                Epochs = parse.GetValue(_epochs) ?? preset.Trainer.Epochs,
                Patience = parse.GetValue(_patience) ?? preset.Trainer.Patience,
                BatchSize = parse.GetValue(_batch) ?? preset.Trainer.BatchSize,
                SequenceLength = parse.GetValue(_length) ?? preset.Trainer.SequenceLength,
                LearningRate = parse.GetValue(_learningRate) ?? preset.Trainer.LearningRate,
                HistoryDropout = parse.GetValue(_historyDropout) ?? preset.Trainer.HistoryDropout,
            },
        };
    }

    private static Option<int?> Number(string name, string description) => Bounded<int>(name, description, 1, 100_000);

    private static Option<float?> Share(string name, string description) => Bounded<float>(name, description, 0, 1);

    private static Option<T?> Bounded<T>(string name, string description, T least, T most)
        where T : struct, IComparable<T>
    {
        var option = new Option<T?>(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<T?>() is { } value && (value.CompareTo(least) < 0 || value.CompareTo(most) > 0))
            {
                result.AddError(FormattableString.Invariant($"{name} is {value}, expected {least} to {most}."));
            }
        });
        return option;
    }
}
