namespace Tandem.Training.Managed.Numerics;

/// <summary>Sums over the negatives j of one positive; wⱼ are softmax weights before division, σⱼ = σ(s⁺ − sⱼ).</summary>
/// <param name="Weight">Σ wⱼ</param>
/// <param name="Above">Σ wⱼ·σⱼ</param>
/// <param name="Slope">Σ wⱼ·σⱼ·(1 − σⱼ)</param>
/// <param name="Square">Σ wⱼ·sⱼ²</param>
internal readonly record struct BprMaxSums(float Weight, float Above, float Slope, float Square);
