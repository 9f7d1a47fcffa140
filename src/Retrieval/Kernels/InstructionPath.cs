namespace Tandem.Retrieval;

/// <summary>Which instructions the kernels use. The 8-bit codes give the same integers on every path; sums of floats differ in the last bits.</summary>
public enum InstructionPath
{
    /// <summary>The fastest that the processor has.</summary>
    Automatic,

    /// <summary>Plain loops; runs everywhere.</summary>
    Scalar,

    /// <summary>256-bit vectors; codes by 16-bit products.</summary>
    Avx2,

    /// <summary>256-bit vectors; codes four 8-bit products at a time (AVX-VNNI).</summary>
    AvxVnni,

    /// <summary>512-bit vectors (AVX-512 F and BW); codes by 16-bit products.</summary>
    Avx512,

    /// <summary>512-bit vectors for floats, AVX-VNNI for codes.</summary>
    Avx512Vnni,
}
