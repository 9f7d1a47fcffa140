namespace Tandem.Retrieval;

/// <summary>Which instructions the kernels use.</summary>
public enum InstructionPath
{
    /// <summary>The fastest that the processor has.</summary>
    Automatic,

    /// <summary>Plain loops; runs everywhere.</summary>
    Scalar,

    /// <summary>256-bit vectors.</summary>
    Avx2,

    /// <summary>256-bit vectors with four 8-bit products at a time (AVX-VNNI).</summary>
    AvxVnni,

    /// <summary>512-bit vectors (AVX-512 F and BW).</summary>
    Avx512,
}
