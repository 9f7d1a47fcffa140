using Tandem.Domain;
using Tandem.Towers;
using Tandem.Training.Managed.Numerics;

namespace Tandem.Training.Managed;

/// <summary>Creates engines that train in plain C# on the CPU.</summary>
public sealed class ManagedTowerEngineFactory : ITowerEngineFactory
{
    private readonly int _threads;
    private readonly TowerKernels _kernels;

    /// <param name="threads">Threads of a step; 0 takes one for each processor. Results do not depend on it.</param>
    /// <exception cref="TandemException">The threads are negative.</exception>
    public ManagedTowerEngineFactory(int threads = 0)
        : this(threads, TowerKernels.Best)
    {
    }

    internal ManagedTowerEngineFactory(int threads, TowerKernels kernels)
    {
        if (threads < 0)
        {
            throw new TandemException($"{threads} threads: give 1 or more, or 0 for one for each processor.");
        }

        _threads = threads == 0 ? Environment.ProcessorCount : threads;
        _kernels = kernels;
    }

    public string Name => "managed";

    /// <exception cref="TandemException">The fused matrix or the initial weights do not fit, or another device than the CPU was asked for.</exception>
    public ITowerEngine Create(EngineOptions options, float[] fused, int items, TowerWeights? initial = null)
    {
        if (options.Device != "cpu")
        {
            throw new TandemException($"The managed engine runs on the CPU, not on '{options.Device}'. Use --engine torch --device {options.Device}.");
        }

        EngineInputs.Check(options, fused, items, initial);
        return new ManagedTowerEngine(options, fused, items, initial ?? TowerInitialization.Create(options, items), _threads, _kernels);
    }
}
