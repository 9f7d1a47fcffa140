using Tandem.Towers;

namespace Tandem.Training;

/// <summary>An engine that trains the towers. Not thread-safe; one thread steps it.</summary>
public interface ITowerEngine : IDisposable
{
    /// <summary>One forward and backward pass and one optimiser step (AdamW). Returns the mean loss.</summary>
    /// <param name="learningRate">Step size of this step; the schedule is the trainer's.</param>
    float Step(TrainingBatch batch, float learningRate);

    /// <summary>Loss and gradients without dropout and without a step, by tensor name; for parity tests.</summary>
    (float Loss, IReadOnlyDictionary<string, float[]> Gradients) Gradients(TrainingBatch batch);

    /// <summary>The weights as they would be published (averaged, if averaging is on).</summary>
    TowerWeights Export();

    /// <summary>Everything needed to continue: raw weights, averages, optimiser moments, step count.</summary>
    void SaveCheckpoint(Stream destination);

    /// <summary>Continues from a checkpoint of the same shape.</summary>
    void LoadCheckpoint(Stream source);
}
