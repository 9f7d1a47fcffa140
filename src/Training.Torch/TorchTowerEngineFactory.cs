using Tandem.Domain;
using Tandem.Towers;
using TorchSharp;
using static TorchSharp.torch;

namespace Tandem.Training.Torch;

/// <summary>Creates engines that train with libtorch, on the CPU or on a CUDA device.</summary>
public sealed class TorchTowerEngineFactory : ITowerEngineFactory
{
    private readonly string _device;
    private readonly int _threads;

    /// <param name="device"><c>cpu</c> or <c>cuda</c>; overrides <see cref="EngineOptions.Device"/>, so that the name in reports is what ran.</param>
    /// <param name="threads">
    /// Threads of libtorch, for the whole process; 0 takes one for two processors: libtorch's threads spin while they
    /// wait for each other, and one too many is slower than one too few.
    /// </param>
    /// <exception cref="TandemException">The device has another name, or the threads are negative.</exception>
    public TorchTowerEngineFactory(string device = "cpu", int threads = 0)
    {
        if (device is not ("cpu" or "cuda"))
        {
            throw new TandemException($"There is no device '{device}'. Use --device cpu or --device cuda.");
        }

        if (threads < 0)
        {
            throw new TandemException($"{threads} threads: give 1 or more, or 0 for one for two processors.");
        }

        _device = device;
        _threads = threads == 0 ? Math.Max(1, Environment.ProcessorCount / 2) : threads;
    }

    public string Name => $"torch-{_device}";

    /// <exception cref="TandemException">libtorch cannot be loaded, or CUDA was asked for and is not there.</exception>
    public ITowerEngine Create(EngineOptions options, float[] fused, int items, TowerWeights? initial = null)
    {
        options = options with { Device = _device };
        EngineInputs.Check(options, fused, items, initial);
        RequireDevice();
        set_num_threads(_threads);
        return new TorchTowerEngine(options, fused, items, initial ?? TowerInitialization.Create(options, items));
    }

    /// <summary>Finds out now rather than at the first engine whether the device is there.</summary>
    /// <exception cref="TandemException">libtorch cannot be loaded, or CUDA was asked for and is not there.</exception>
    public void RequireDevice()
    {
        Load();
        if (_device == "cuda" && !cuda.is_available())
        {
            throw new TandemException(
                "CUDA is not available: no NVIDIA driver was found, or this build has only the CPU natives. Use --device cpu (Tandem:Torch:Device in a trainer), or build with -p:TandemTorch=cuda on a machine with a GPU.");
        }
    }

    private static void Load()
    {
        try
        {
            torch.InitializeDeviceType(DeviceType.CPU);
        }
        catch (Exception missing) when (missing is TypeInitializationException or DllNotFoundException or NotSupportedException)
        {
            throw new TandemException(
                $"libtorch could not be loaded: {missing.GetBaseException().Message} Use the managed engine, or see docs/decisions/0003-torchsharp-on-older-libstdcxx.md.",
                missing);
        }
    }
}
