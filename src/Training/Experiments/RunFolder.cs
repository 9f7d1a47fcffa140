using System.Globalization;
using Tandem.Domain;
using Tandem.Ranking;
using Tandem.Towers;

namespace Tandem.Training.Experiments;

/// <summary>Where one run keeps what it needs to go on after an interruption, and in the end its weights and record.</summary>
internal sealed class RunFolder(string folder)
{
    private string RecordFile => Path.Combine(folder, "run.json");

    private string WeightsFile => Path.Combine(folder, "towers.safetensors");

    private string SecondsFile => Path.Combine(folder, "seconds.txt");

    private string StepsFile => Path.Combine(folder, "steps.txt");

    private string BlendFile => Path.Combine(folder, "blend.json");

    private string BlendFingerprintFile => Path.Combine(folder, "blend.txt");

    public string Checkpoint => Path.Combine(folder, "checkpoint");

    /// <summary>The finished run; null when it is not finished.</summary>
    /// <exception cref="TandemException">The folder holds a run of another experiment.</exception>
    public RunRecord? Finished(string fingerprint)
    {
        RunRecord? record = RunRecord.Read(RecordFile);
        return record is null || record.Fingerprint == fingerprint
            ? record
            : throw new TandemException($"{folder} holds a run of another experiment. It has: {record.Fingerprint}. This one has: {fingerprint}. Choose another --out, or remove that folder.");
    }

    /// <summary>The weights of a finished run that did not fail.</summary>
    public TowerWeights Weights()
    {
        using FileStream file = File.OpenRead(WeightsFile);
        return TowerWeights.Load(file);
    }

    /// <summary>The blend that belongs to a finished run's weights: what an earlier execution kept, or fitted now and kept.</summary>
    /// <param name="fingerprint">How it is fitted, in words; one that was fitted otherwise is fitted again.</param>
    public Blend Blend(string fingerprint, Func<Blend> fit)
    {
        if (File.Exists(BlendFile) && File.Exists(BlendFingerprintFile) && File.ReadAllText(BlendFingerprintFile) == fingerprint)
        {
            using FileStream kept = File.OpenRead(BlendFile);
            return Ranking.Blend.Load(kept);
        }

        Blend blend = fit();
        File.Delete(BlendFile);
        File.WriteAllText(BlendFingerprintFile, fingerprint);
        using (FileStream file = File.Create(BlendFile + ".partial"))
        {
            blend.Save(file);
        }

        File.Move(BlendFile + ".partial", BlendFile);
        return blend;
    }

    /// <summary>Keeps a run that has come to its end; its checkpoint is not needed any more.</summary>
    public void Finish(RunRecord record, TowerWeights? weights)
    {
        Directory.CreateDirectory(folder);
        if (weights is not null)
        {
            using FileStream file = File.Create(WeightsFile);
            weights.Save(file);
        }

        record.Write(RecordFile);
        if (Directory.Exists(Checkpoint))
        {
            Directory.Delete(Checkpoint, recursive: true);
        }

        File.Delete(SecondsFile);
        File.Delete(StepsFile);
    }

    /// <summary>Seconds of training that went into an interrupted run before.</summary>
    public double SecondsBefore() =>
        File.Exists(SecondsFile) && double.TryParse(File.ReadAllText(SecondsFile), NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) ? seconds : 0;

    /// <summary>Keeps them for the next time.</summary>
    public void Interrupt(double seconds)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(SecondsFile, seconds.ToString("R", CultureInfo.InvariantCulture));
    }

    /// <summary>The steps that a budget of seconds was turned into, so that a run goes on with the schedule it began with.</summary>
    public int Steps(Func<int> measure)
    {
        if (File.Exists(StepsFile) && int.TryParse(File.ReadAllText(StepsFile), CultureInfo.InvariantCulture, out int steps))
        {
            return steps;
        }

        steps = measure();
        Directory.CreateDirectory(folder);
        File.WriteAllText(StepsFile, steps.ToString(CultureInfo.InvariantCulture));
        return steps;
    }
}
