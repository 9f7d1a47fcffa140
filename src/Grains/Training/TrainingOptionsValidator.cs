using Microsoft.Extensions.Options;

namespace Tandem.Grains.Training;

/// <summary>What options must hold together.</summary>
internal sealed class TrainingOptionsValidator : IValidateOptions<TrainingOptions>
{
    public ValidateOptionsResult Validate(string? name, TrainingOptions options) =>
        options.LeaseDuration < 3 * options.PollInterval ? ValidateOptionsResult.Fail(
            $"{TrainingOptions.Section}:LeaseDuration is {options.LeaseDuration}, expected at least three times PollInterval ({options.PollInterval}): a trainer that is alive must not lose its lease.")
        : options.RetainExamples < options.ReplayCapacity ? ValidateOptionsResult.Fail(
            $"{TrainingOptions.Section}:RetainExamples is {options.RetainExamples}, expected at least ReplayCapacity ({options.ReplayCapacity}): what is replayed after a restart is read from the log.")
        : ValidateOptionsResult.Success;
}
