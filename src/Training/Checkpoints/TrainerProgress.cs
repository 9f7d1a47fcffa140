namespace Tandem.Training.Checkpoints;

/// <summary>Where a run stands. Order and randomness follow from seed, epoch and batch, so these numbers are all it takes.</summary>
/// <param name="Fingerprint">What must be equal for the checkpoint to fit, in words.</param>
/// <param name="Epoch">From 0, the epoch that is being run.</param>
/// <param name="Batch">Batches of it that are done, skipped ones included.</param>
/// <param name="Steps">Optimiser steps since the last point of the curve.</param>
/// <param name="LossSum">Sum of the losses of those steps.</param>
/// <param name="TotalSteps">Optimiser steps since the start.</param>
/// <param name="Curve">The points so far.</param>
internal sealed record TrainerProgress(
    string Fingerprint, int Epoch, int Batch, long Steps, double LossSum, long TotalSteps, IReadOnlyList<EpochSummary> Curve)
{
    public static TrainerProgress Start(string fingerprint) => new(fingerprint, 0, 0, 0, 0, 0, []);

    public double MeanLoss => Steps == 0 ? 0 : LossSum / Steps;
}
