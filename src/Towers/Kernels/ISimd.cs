namespace Tandem.Towers.Kernels;

/// <summary>
/// The few operations that the kernels need of a vector width, so that each kernel is written once and compiled per width.
/// Loads and stores take an element index and check nothing: the caller's buffers are padded to a multiple of the width.
/// </summary>
internal interface ISimd<TVector>
    where TVector : struct
{
    /// <summary>Floats in one vector.</summary>
    static abstract int Width { get; }

    static abstract TVector Load(ref float source, int index);

    static abstract void Store(TVector value, ref float destination, int index);

    static abstract TVector Broadcast(float value);

    static abstract TVector Add(TVector left, TVector right);

    static abstract TVector Subtract(TVector left, TVector right);

    static abstract TVector Multiply(TVector left, TVector right);

    static abstract TVector Divide(TVector left, TVector right);

    /// <summary>left · right + addend, rounded once where the machine can.</summary>
    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector addend);

    static abstract TVector Abs(TVector value);

    static abstract TVector Sqrt(TVector value);

    static abstract TVector Max(TVector left, TVector right);

    static abstract TVector Exp(TVector value);

    /// <summary>Natural logarithm.</summary>
    static abstract TVector Log(TVector value);

    /// <summary>Lane by lane: whenLess where left &lt; right, else otherwise.</summary>
    static abstract TVector SelectLess(TVector left, TVector right, TVector whenLess, TVector otherwise);

    static abstract float Sum(TVector value);

    /// <summary>The largest lane.</summary>
    static abstract float Largest(TVector value);
}
