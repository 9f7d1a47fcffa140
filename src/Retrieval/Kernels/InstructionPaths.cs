using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Tandem.Retrieval.Kernels;

/// <summary>What this processor can run.</summary>
internal static class InstructionPaths
{
    public static bool IsSupported(InstructionPath path) => path switch
    {
        InstructionPath.Avx2 => Avx2.IsSupported,
        InstructionPath.AvxVnni => Avx2.IsSupported && AvxVnni.IsSupported,
        InstructionPath.Avx512 => Vector512.IsHardwareAccelerated && Avx512BW.IsSupported,
        InstructionPath.Avx512Vnni => IsSupported(InstructionPath.AvxVnni) && IsSupported(InstructionPath.Avx512),
        _ => true,
    };

    /// <summary>The path itself, or for <see cref="InstructionPath.Automatic"/> the fastest one.</summary>
    /// <exception cref="PlatformNotSupportedException">The processor lacks the instructions.</exception>
    public static InstructionPath Choose(InstructionPath path)
    {
        if (!IsSupported(path))
        {
            throw new PlatformNotSupportedException($"This processor cannot run the instructions {path}. Use {InstructionPath.Automatic}.");
        }

        return path != InstructionPath.Automatic ? path
            : IsSupported(InstructionPath.Avx512Vnni) ? InstructionPath.Avx512Vnni
            : IsSupported(InstructionPath.Avx512) ? InstructionPath.Avx512
            : IsSupported(InstructionPath.AvxVnni) ? InstructionPath.AvxVnni
            : IsSupported(InstructionPath.Avx2) ? InstructionPath.Avx2
            : InstructionPath.Scalar;
    }
}
