using Tandem.Training.Managed.Numerics;

namespace Tandem.Training.Managed;

/// <summary>
/// The GRU over ragged sequences. What does not depend on the previous state, the input's product, is done for all rows at once; then
/// parts of the ranks walk through time, each on its own, since sequences do not depend on each other.
/// <code>
/// x_t = dropout [ √Embedding · item | event features ],  g = W_i·x + b_i,  k = W_h·h + b_h
/// r = σ(g_r + k_r),  z = σ(g_z + k_z),  n = tanh(g_n + r·k_n),  h' = (1 − z)·n + z·h
/// </code>
/// Rows are those of <see cref="RaggedSequences"/>; the gates' groups are padded to whole vectors.
/// </summary>
internal sealed partial class GruPass : IUserPass
{
    private const int Gates = 3;

    private readonly ParallelProducts _products;
    private readonly GruParameters _parameters;
    private readonly int _padded;
    private readonly RaggedSequences _sequences;
    private readonly EventInputPass _input;
    private readonly Matrix _gates;
    private readonly Matrix _hidden;
    private readonly Matrix _hiddenNew;
    private readonly Matrix _previous;

    /// <param name="sequences">Read before each pass.</param>
    public GruPass(ParallelProducts products, GruParameters parameters, EngineOptions options, RaggedSequences sequences)
    {
        _products = products;
        _parameters = parameters;
        _sequences = sequences;
        _padded = Matrix.Padded(options.Shape.GruHidden);
        _input = new EventInputPass(products, parameters.InputWeight, options.Shape, sequences);
        _gates = new Matrix(0, Gates * _padded);
        _hidden = new Matrix(0, Gates * _padded);
        _hiddenNew = new Matrix(0, _padded);
        _previous = new Matrix(0, options.Shape.GruHidden);
        _stateGradient = new Matrix(0, options.Shape.GruHidden);
        Output = new Matrix(0, options.Shape.GruHidden);
    }

    public Matrix Output { get; }

    public void Forward(TrainingBatch batch, Matrix items, long[] slots, Dropout dropout)
    {
        foreach (Matrix matrix in (Matrix[])[_gates, _hidden, _hiddenNew, _previous, Output])
        {
            matrix.SetRows(_sequences.Rows);
        }

        _input.Forward(batch, items, slots, dropout, _gates, _parameters.InputBias);
        _products.Workers.ForRows(_sequences.Sequences, Walk, RanksPerPart());
    }

    /// <summary>Few enough ranks for every thread to have some, whole register tiles, at most what keeps a step's rows in cache.</summary>
    private int RanksPerPart() => Math.Clamp((_sequences.Sequences / _products.Workers.Threads + 7) / 8 * 8, 8, 32);

    private void Walk(int firstRank, int ranks)
    {
        TowerKernels kernels = _products.Kernels;
        for (int step = 0; step < _sequences.Steps; step++)
        {
            int active = Math.Min(_sequences.Active(step) - firstRank, ranks);
            if (active <= 0)
            {
                return;
            }

            int first = _sequences.Start(step) + firstRank;
            for (int rank = 0; rank < active; rank++)
            {
                Span<float> previous = _previous.PaddedRow(first + rank);
                if (step == 0)
                {
                    previous.Clear();
                }
                else
                {
                    Output.PaddedRow(_sequences.Start(step - 1) + firstRank + rank).CopyTo(previous);
                }
            }

            kernels.Product(
                _previous.RowRange(first, active), _parameters.HiddenWeight.Transposed.All, _hidden.RowRange(first, active),
                Start.From(_parameters.HiddenBias.Weight));
            for (int row = first; row < first + active; row++)
            {
                ReadOnlySpan<float> hidden = _hidden.PaddedRow(row);
                hidden[(2 * _padded)..].CopyTo(_hiddenNew.PaddedRow(row));
                kernels.GruStep(_gates.PaddedRow(row), hidden, _previous.PaddedRow(row), Output.PaddedRow(row));
            }
        }
    }
}
