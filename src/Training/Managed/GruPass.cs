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
internal sealed partial class GruPass
{
    private const int Gates = 3;

    private readonly ParallelProducts _products;
    private readonly TowerParameters _parameters;
    private readonly int _embedding;
    private readonly int _eventFeatures;
    private readonly int _padded;
    private readonly float _itemScale;
    private readonly RaggedSequences _sequences;

    private readonly Matrix _input;
    private readonly Matrix _gates;
    private readonly Matrix _hidden;
    private readonly Matrix _hiddenNew;
    private readonly Matrix _previous;

    /// <param name="sequences">Read before each pass.</param>
    public GruPass(ParallelProducts products, TowerParameters parameters, EngineOptions options, RaggedSequences sequences)
    {
        _products = products;
        _parameters = parameters;
        _sequences = sequences;
        _embedding = options.Shape.Embedding;
        _eventFeatures = options.Shape.EventFeatures;
        _itemScale = MathF.Sqrt(_embedding);
        _padded = Matrix.Padded(options.Shape.GruHidden);
        _input = new Matrix(0, parameters.GruInputWeight.Weight.Columns);
        _gates = new Matrix(0, Gates * _padded);
        _hidden = new Matrix(0, Gates * _padded);
        _hiddenNew = new Matrix(0, _padded);
        _previous = new Matrix(0, options.Shape.GruHidden);
        _stateGradient = new Matrix(0, options.Shape.GruHidden);
        _itemGradient = new Matrix(0, _embedding);
        Output = new Matrix(0, options.Shape.GruHidden);
    }

    /// <summary>[rows, GruHidden] the state after each event.</summary>
    public Matrix Output { get; }

    /// <param name="items">[distinct, Embedding]</param>
    /// <param name="slots">[positions] row of <paramref name="items"/> for each event of the batch.</param>
    public void Forward(TrainingBatch batch, Matrix items, long[] slots, Dropout dropout)
    {
        foreach (Matrix matrix in (Matrix[])[_input, _gates, _hidden, _hiddenNew, _previous, Output])
        {
            matrix.SetRows(_sequences.Rows);
        }

        TowerKernels kernels = _products.Kernels;
        _products.Workers.ForRows(_sequences.Rows, (first, rows) =>
        {
            for (int row = first; row < first + rows; row++)
            {
                WriteInput(batch, items, slots, row, dropout);
            }

            kernels.Product(
                _input.RowRange(first, rows), _parameters.GruInputWeight.Transposed.All, _gates.RowRange(first, rows),
                Start.From(_parameters.GruInputBias.Weight));
        });
        _products.Workers.ForRows(_sequences.Sequences, Walk, RanksPerPart());
    }

    private void WriteInput(TrainingBatch batch, Matrix items, long[] slots, int row, Dropout dropout)
    {
        int position = _sequences.Position[row];
        Span<float> input = _input.PaddedRow(row);
        Span<float> item = input[..items.PaddedColumns];
        items.PaddedRow((int)slots[position]).CopyTo(item);
        _products.Kernels.Scale(item, _itemScale);
        batch.EventFeatures.AsSpan(position * _eventFeatures, _eventFeatures).CopyTo(input[items.PaddedColumns..]);
        dropout.Apply(input, position);
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
                _previous.RowRange(first, active), _parameters.GruHiddenWeight.Transposed.All, _hidden.RowRange(first, active),
                Start.From(_parameters.GruHiddenBias.Weight));
            for (int row = first; row < first + active; row++)
            {
                ReadOnlySpan<float> hidden = _hidden.PaddedRow(row);
                hidden[(2 * _padded)..].CopyTo(_hiddenNew.PaddedRow(row));
                kernels.GruStep(_gates.PaddedRow(row), hidden, _previous.PaddedRow(row), Output.PaddedRow(row));
            }
        }
    }
}
