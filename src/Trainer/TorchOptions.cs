using System.ComponentModel.DataAnnotations;

namespace Tandem.Trainer;

/// <summary>What TorchSharp trains on. Section <c>Tandem:Torch</c>.</summary>
public sealed class TorchOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Tandem:Torch";

    /// <summary><c>cpu</c> or <c>cuda</c>; the latter needs the natives with CUDA and a driver. Default <c>cpu</c>.</summary>
    [AllowedValues("cpu", "cuda", ErrorMessage = "Tandem:Torch:Device must be cpu or cuda.")]
    public string Device { get; set; } = "cpu";

    /// <summary>Threads of libtorch, 0 to 256; 0 takes one for two processors. Default 1: what training may use is stated as a share of one.</summary>
    [Range(0, 256)]
    public int Threads { get; set; } = 1;
}
