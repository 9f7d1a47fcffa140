using System.Text.Json;
using Tandem.Domain;

namespace Tandem.Training.Checkpoints;

/// <summary>
/// The one checkpoint of a run: the trainer's progress and the engine's state in one file, replaced as a whole, so that a crash
/// leaves the old or the new one.
/// </summary>
internal sealed class CheckpointFolder(string folder)
{
    private const string FileName = "training.checkpoint";

    private string FilePath => Path.Combine(folder, FileName);

    public void Save(TrainerProgress progress, ITowerEngine engine)
    {
        Directory.CreateDirectory(folder);
        string temporary = FilePath + ".new";
        using (FileStream file = File.Create(temporary))
        {
            CheckpointFormat.Write(file, JsonSerializer.Serialize(progress), 0, []);
            engine.SaveCheckpoint(file);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, FilePath, overwrite: true);
    }

    /// <summary>Loads the engine's state and gives the progress; null when there is no checkpoint.</summary>
    /// <exception cref="TandemException">The checkpoint is damaged or of a run with other data or options.</exception>
    public TrainerProgress? Load(ITowerEngine engine, string fingerprint)
    {
        if (!File.Exists(FilePath))
        {
            return null;
        }

        using FileStream file = File.OpenRead(FilePath);
        TrainerProgress? progress = JsonSerializer.Deserialize<TrainerProgress>(CheckpointFormat.Read(file).Header);
        if (progress?.Fingerprint != fingerprint)
        {
            throw new TandemException(
                $"The checkpoint {FilePath} is of another run. It has: {progress?.Fingerprint}. This run has: {fingerprint}. Train without --resume, or with the same data and options.");
        }

        engine.LoadCheckpoint(file);
        return progress;
    }
}
