namespace Tandem.Retrieval;

/// <summary>
/// What is known of all rows' 8-bit codes. A row x is kept as s·c + e with codes c from -127 to 127; each figure holds for every row.
/// </summary>
public sealed record CodeBounds
{
    /// <summary>The largest ‖e‖ / s.</summary>
    public required double Residual { get; init; }

    /// <summary>The largest ‖c‖.</summary>
    public required double CodeNorm { get; init; }

    /// <summary>The largest ‖x‖.</summary>
    public required double VectorNorm { get; init; }

    /// <summary>The smallest s of a row that is not zero; positive infinity when all are.</summary>
    public required double SmallestScale { get; init; }

    internal static CodeBounds None { get; } = new() { Residual = 0, CodeNorm = 0, VectorNorm = 0, SmallestScale = double.PositiveInfinity };

    internal CodeBounds Join(CodeBounds other) => new()
    {
        Residual = Math.Max(Residual, other.Residual),
        CodeNorm = Math.Max(CodeNorm, other.CodeNorm),
        VectorNorm = Math.Max(VectorNorm, other.VectorNorm),
        SmallestScale = Math.Min(SmallestScale, other.SmallestScale),
    };

    /// <exception cref="InvalidDataException">A figure is negative or NaN.</exception>
    internal void Require()
    {
        if (!(Residual >= 0 && CodeNorm >= 0 && VectorNorm >= 0 && SmallestScale > 0))
        {
            throw new InvalidDataException($"The bounds of the codes are not from 0: {this}.");
        }
    }
}
