namespace Tandem.Training.Managed;

/// <summary>The dropouts of one step, one for each place of the model that has one.</summary>
internal readonly record struct StepDropout(Dropout Ids, Dropout UserInput, Dropout UserOutput)
{
    public static StepDropout Off { get; } = new(Dropout.Off, Dropout.Off, Dropout.Off);

    public static StepDropout At(EngineOptions options, long step) => new(
        new Dropout(options.IdDropout, SeedMixer.Mix(options.Seed, step, 1)),
        new Dropout(options.Dropout, SeedMixer.Mix(options.Seed, step, 2)),
        new Dropout(options.Dropout, SeedMixer.Mix(options.Seed, step, 3)));
}
