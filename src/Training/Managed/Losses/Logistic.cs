namespace Tandem.Training.Managed.Losses;

/// <summary>The logistic function and its integral, without overflow.</summary>
internal static class Logistic
{
    public static double Sigmoid(double x) => 1d / (1d + Math.Exp(-x));

    /// <summary>ln(1 + eˣ)</summary>
    public static double Softplus(double x) => Math.Max(x, 0d) + Math.Log(1d + Math.Exp(-Math.Abs(x)));
}
