namespace Tandem.Training;

/// <summary>One point of the loss curve.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Steps">Optimiser steps done since the start of the run.</param>
/// <param name="Loss">Mean loss of the steps since the last point; not comparable between losses or numbers of negatives.</param>
/// <param name="Validation">What the validation callback returned, if there was one.</param>
public sealed record EpochSummary(int Epoch, long Steps, double Loss, double? Validation);
