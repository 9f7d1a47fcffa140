namespace Tandem.Training.Managed.Numerics;

/// <summary>What a product is added to: nothing, a bias that all rows share, or what the destination already holds.</summary>
internal readonly record struct Start
{
    private Start(Matrix? bias, bool accumulate)
    {
        Bias = bias;
        Accumulate = accumulate;
    }

    public static Start Zero { get; }

    public static Start Destination { get; } = new(null, accumulate: true);

    /// <summary>[1, n], or null.</summary>
    public Matrix? Bias { get; }

    public bool Accumulate { get; }

    /// <param name="bias">[1, n]</param>
    public static Start From(Matrix bias) => new(bias, accumulate: false);
}
