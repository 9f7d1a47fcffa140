namespace Tandem.Features.Numerics;

/// <summary>The largest eigenpairs of a symmetric matrix of n rows.</summary>
/// <param name="Values">Largest first.</param>
/// <param name="Vectors">Row-major [n, Values.Length]: column j belongs to <c>Values[j]</c>; its largest component is positive.</param>
/// <param name="Rounds">Rounds that were needed.</param>
internal sealed record Eigenpairs(double[] Values, float[] Vectors, int Rounds);
