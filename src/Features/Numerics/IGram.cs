namespace Tandem.Features.Numerics;

/// <summary>A symmetric positive semi-definite matrix that is only ever multiplied with a block of vectors.</summary>
internal interface IGram
{
    /// <summary>Rows and columns.</summary>
    int Size { get; }

    /// <summary>y = G·q; both row-major [Size, width]. The result is the same for any number of threads.</summary>
    void Multiply(float[] q, float[] y, int width, ParallelOptions parallel);
}
