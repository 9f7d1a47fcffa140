using Tandem.Training.Batches;
using Tandem.Training.Managed.Numerics;

namespace Tandem.Training.Managed.Losses;

/// <summary>What a loss is computed from and where its gradients go.</summary>
/// <param name="LogitBias">Added to logits by losses that have it.</param>
/// <param name="Users">[states, Embedding] unit user vectors.</param>
/// <param name="UserGradient">[states, Embedding], written whole.</param>
/// <param name="Items">[distinct, Embedding] unit item vectors, shared negatives first.</param>
/// <param name="ItemGradient">[distinct, Embedding], added to.</param>
internal sealed record LossInput(
    TrainingBatch Batch, BatchLayout Layout, float Temperature, float LogitBias, Matrix Users, Matrix UserGradient, Matrix Items, Matrix ItemGradient);
