using Tandem.Towers;
using static TorchSharp.torch;

namespace Tandem.Training.Torch;

/// <summary>One weight tensor that every step changes as a whole, with its optimiser moments and its average.</summary>
internal sealed class DenseParameter : IDisposable
{
    public DenseParameter(string name, Tensor weight)
    {
        Name = name;
        Weight = weight;
        using var _ = no_grad();
        First = zeros_like(weight, requires_grad: false).DetachFromDisposeScope();
        Second = zeros_like(weight, requires_grad: false).DetachFromDisposeScope();
        Average = zeros_like(weight, requires_grad: false).DetachFromDisposeScope();
    }

    /// <summary>A name of <see cref="TowerWeights"/>.</summary>
    public string Name { get; }

    /// <summary>A leaf that requires its gradient.</summary>
    public Tensor Weight { get; }

    public Tensor First { get; }

    public Tensor Second { get; }

    /// <summary>Σ decay^(t-s) · (1 - decay) · w_s: starts at zero and is divided by 1 - decay^t when it is read.</summary>
    public Tensor Average { get; }

    public void Update(Tensor gradient, float learningRate, float decay, long step)
    {
        AdamW.Update(Weight, gradient, First, Second, learningRate, step);
        if (Name == TowerWeights.LogTemperature)
        {
            Weight.clamp_(MathF.Log(TemperatureRange.Lowest), MathF.Log(TemperatureRange.Highest));
        }

        if (decay > 0f)
        {
            Average.mul_(decay).add_(Weight, alpha: 1f - decay);
        }
    }

    public void Dispose()
    {
        Weight.Dispose();
        First.Dispose();
        Second.Dispose();
        Average.Dispose();
    }
}
