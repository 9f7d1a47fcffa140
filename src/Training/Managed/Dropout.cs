using System.Runtime.CompilerServices;

namespace Tandem.Training.Managed;

/// <summary>
/// Dropout whose mask is a function of seed, step, place and row: forward and backward pass make the same mask without storing it,
/// in any order and on any thread.
/// </summary>
/// <param name="probability">Of a cell being dropped, 0 to below 1; kept cells are scaled up to keep the mean.</param>
/// <param name="seed">Of this step and this place in the model.</param>
internal readonly struct Dropout(float probability, ulong seed)
{
    private const int Bits = 16;
    private const ulong Golden = 0x9e3779b97f4a7c15;

    private readonly uint _threshold = (uint)MathF.Round(probability * (1 << Bits));
    private readonly float _scale = 1f / (1f - probability);

    /// <summary>None, for measuring gradients.</summary>
    public static Dropout Off { get; } = new(0f, 0);

    /// <summary>Applies the mask of a row in place. Fewer cells get the same mask as the first of more.</summary>
    public void Apply(Span<float> cells, int row)
    {
        if (_threshold == 0)
        {
            return;
        }

        ulong state = Mix(seed + ((ulong)row * Golden));
        for (int first = 0; first < cells.Length; first += 4)
        {
            state += Golden;
            ulong draws = Mix(state);
            for (int cell = first; cell < Math.Min(first + 4, cells.Length); cell++)
            {
                cells[cell] *= (uint)(draws & ushort.MaxValue) < _threshold ? 0f : _scale;
                draws >>= Bits;
            }
        }
    }

    /// <summary>Whether the row as a whole is dropped.</summary>
    public bool Drops(int row) => (uint)(Mix(seed + ((ulong)row * Golden)) & ushort.MaxValue) < _threshold;

    /// <summary>SplitMix64's finaliser (Steele, Lea &amp; Flood 2014).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }
}
