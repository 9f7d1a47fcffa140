using System.ComponentModel.DataAnnotations;
using Tandem.Domain;
using Tandem.Training;
using Tandem.Training.Torch;

namespace Tandem.Trainer;

/// <summary>Puts TorchSharp in the place of the managed engine.</summary>
internal static class TorchRegistration
{
    /// <summary>Call it before the node is added, which brings the managed engine if there is none.</summary>
    /// <exception cref="TandemException">An option is out of its range, or the device is not there.</exception>
    public static void AddTorchEngine(this IHostApplicationBuilder builder)
    {
        TorchOptions options = builder.Configuration.GetSection(TorchOptions.Section).Get<TorchOptions>() ?? new TorchOptions();
        List<ValidationResult> errors = [];
        if (!Validator.TryValidateObject(options, new ValidationContext(options), errors, validateAllProperties: true))
            throw new TandemException(string.Join(Environment.NewLine, errors.Select(static error => error.ErrorMessage)));

        TorchTowerEngineFactory engines = new(options.Device, options.Threads);
        engines.RequireDevice();
        builder.Services.AddSingleton<ITowerEngineFactory>(engines);
    }
}
