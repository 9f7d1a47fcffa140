using Tandem.Towers;

namespace Tandem.Training;

/// <summary>Creates engines of one kind; the command line chooses which.</summary>
public interface ITowerEngineFactory
{
    /// <summary>For reports: <c>torch-cpu</c>, <c>torch-cuda</c>, ….</summary>
    string Name { get; }

    /// <param name="fused">[items, Fused] row-major, fixed during training.</param>
    /// <param name="initial">Weights to start from; null initialises from the seed.</param>
    ITowerEngine Create(EngineOptions options, float[] fused, int items, TowerWeights? initial = null);
}
