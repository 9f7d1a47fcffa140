namespace Tandem.Features.Text;

/// <summary>Turns texts into directions, beside the built-in encoder. Thread-safe.</summary>
public interface ITextEncoder
{
    /// <summary>What people call it.</summary>
    string Name { get; }

    /// <summary>
    /// 32 hexadecimal characters of all that decides a vector: weights, vocabulary, options. Vectors of two identities are not comparable.
    /// </summary>
    string Identity { get; }

    /// <summary>Length of a vector, at least 1.</summary>
    int Dimension { get; }

    /// <summary>Writes a direction of length 1 for each text, row-major [texts, <see cref="Dimension"/>]; zeros where a text says nothing.</summary>
    void Encode(IReadOnlyList<string> texts, Span<float> destination, CancellationToken cancellation);
}
