using System.Text.Json;
using Tandem.Domain;

namespace Tandem.Training.Experiments;

/// <summary>What is kept of a finished run, beside its weights.</summary>
/// <param name="Fingerprint">What must be equal for the run to be part of an experiment, in words.</param>
/// <param name="Seed">Of model and trainer.</param>
/// <param name="Failure">Why there are no weights; null where there are.</param>
/// <param name="Curve">Loss and validation over the steps.</param>
/// <param name="Windows">Training sequences.</param>
/// <param name="Steps">Batches.</param>
/// <param name="Seconds">Of training, validation left out, interrupted parts included.</param>
/// <param name="PeakMemoryMiB">Highest working set of the process while the run went on, in MiB.</param>
public sealed record RunRecord(
    string Fingerprint, int Seed, string? Failure, IReadOnlyList<EpochSummary> Curve, int Windows, long Steps, double Seconds, double PeakMemoryMiB)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Null when the file is not there.</summary>
    /// <exception cref="TandemException">The file is not readable.</exception>
    internal static RunRecord? Read(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<RunRecord>(File.ReadAllText(file), Json);
        }
        catch (JsonException broken)
        {
            throw new TandemException($"{file} is not readable ({broken.Message}). Remove its folder to run it again.", broken);
        }
    }

    internal void Write(string file)
    {
        File.WriteAllText(file + ".partial", JsonSerializer.Serialize(this, Json));
        File.Move(file + ".partial", file, overwrite: true);
    }
}
