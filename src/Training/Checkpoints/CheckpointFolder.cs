using System.Text.Json;
using Tandem.Datasets.Importing;
using Tandem.Domain;
using Tandem.Towers;

namespace Tandem.Training.Checkpoints;

/// <summary>
/// The one checkpoint of a run: the trainer's progress and the engine's state in one file, replaced as a whole, so that a crash
/// leaves the old or the new one.
/// </summary>
internal sealed class CheckpointFolder(string folder)
{
    private const string FileName = "training.checkpoint";
    private const string BestFileName = "best.safetensors";

    private string BestPath => Path.Combine(folder, BestFileName);

    private string FilePath => Path.Combine(folder, FileName);

    public void Save(TrainerProgress progress, ITowerEngine engine)
    {
        Directory.CreateDirectory(folder);
        DurableFile.Write(FilePath, file =>
        {
            CheckpointFormat.Write(file, JsonSerializer.Serialize(progress), 0, []);
            engine.SaveCheckpoint(file);
        });
    }

    /// <summary>Keeps the weights of the best point so far.</summary>
    public void SaveBest(TowerWeights weights)
    {
        Directory.CreateDirectory(folder);
        DurableFile.Write(BestPath, weights.Save);
    }

    /// <exception cref="TandemException">They are missing or damaged.</exception>
    public TowerWeights LoadBest()
    {
        if (!File.Exists(BestPath))
        {
            throw new TandemException($"{BestPath}, the weights of the best point so far, is missing. Train without --resume.");
        }

        using FileStream file = File.OpenRead(BestPath);
        return TowerWeights.Load(file);
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
