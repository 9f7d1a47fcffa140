using System.CommandLine;
using Tandem.Domain;
using Tandem.Training;
using Tandem.Training.Managed;
using Tandem.Training.Torch;

namespace Tandem.Cli.Commands;

/// <summary>Which engine trains.</summary>
internal static class Engines
{
    private const string Managed = "managed";
    private const string Torch = "torch";
    private const string Cpu = "cpu";
    private const string Cuda = "cuda";

    /// <summary>What trains when nothing is said.</summary>
    public static ITowerEngineFactory Default => new ManagedTowerEngineFactory();

    public static Option<string?> EngineOption()
    {
        var option = new Option<string?>("--engine") { Description = "managed or torch. Default: managed on the CPU, torch on CUDA." };
        option.AcceptOnlyFromAmong(Managed, Torch);
        return option;
    }

    public static Option<string> DeviceOption()
    {
        var option = new Option<string>("--device") { Description = "cpu or cuda.", DefaultValueFactory = _ => Cpu };
        option.AcceptOnlyFromAmong(Cpu, Cuda);
        return option;
    }

    /// <exception cref="TandemException">The engine does not run on the device.</exception>
    public static ITowerEngineFactory Create(string? engine, string device) => (engine, device) switch
    {
        (Torch, _) or (null, Cuda) => new TorchTowerEngineFactory(device),
        (_, Cpu) => new ManagedTowerEngineFactory(),
        _ => throw new TandemException($"The engine '{engine}' does not run on '{device}'. Use --engine torch, or --device cpu."),
    };
}
