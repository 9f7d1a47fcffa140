using System.Collections.Concurrent;
using Tandem.Towers;
using Tandem.Training.Managed.Numerics;

namespace Tandem.Training.Managed;

/// <summary>
/// The self-attention block over ragged sequences, forward. Layers run over all rows at once; only the attention itself goes sequence by
/// sequence, see <see cref="SequenceAttention"/>.
/// <code>
/// z = We·x + be,  n = norm(z),  [q|k|v] = Wp·n + bp,  a = attention(q, k, v)
/// y = z + Wa·a + ba,  m = norm(y),  h = y + Wc·gelu(Wx·m + bx) + bc
/// </code>
/// Rows are those of <see cref="RaggedSequences"/>.
/// </summary>
internal sealed partial class AttentionPass : IUserPass
{
    /// <summary>Sequences of a part; not a function of the threads, since the distances' gradients are summed by parts.</summary>
    private const int SequencesPerPart = 4;

    private readonly ParallelProducts _products;
    private readonly AttentionParameters _parameters;
    private readonly TowerShape _shape;
    private readonly RaggedSequences _sequences;
    private readonly EventInputPass _input;
    private readonly ConcurrentBag<SequenceAttention> _free = [];
    private readonly Matrix _embedded;
    private readonly Matrix _normal;
    private readonly Matrix _projected;
    private readonly Matrix _attended;
    private readonly Matrix _sum;
    private readonly Matrix _sumNormal;
    private readonly Matrix _preactivation;
    private readonly Matrix _activation;
    private float[] _scale = [];
    private float[] _sumScale = [];

    /// <param name="sequences">Read before each pass.</param>
    public AttentionPass(ParallelProducts products, AttentionParameters parameters, TowerShape shape, RaggedSequences sequences)
    {
        _products = products;
        _parameters = parameters;
        _shape = shape;
        _sequences = sequences;
        _input = new EventInputPass(products, parameters.EmbedWeight, shape, sequences);
        int hidden = shape.AttentionHidden;
        _embedded = new Matrix(0, hidden);
        _normal = new Matrix(0, hidden);
        _projected = new Matrix(0, 3 * hidden);
        _attended = new Matrix(0, hidden);
        _sum = new Matrix(0, hidden);
        _sumNormal = new Matrix(0, hidden);
        _preactivation = new Matrix(0, shape.AttentionInner);
        _activation = new Matrix(0, shape.AttentionInner);
        Output = new Matrix(0, hidden);
        _outputGradient = new Matrix(0, hidden);
        _innerGradient = new Matrix(0, shape.AttentionInner);
        _sumGradient = new Matrix(0, hidden);
        _attendedGradient = new Matrix(0, hidden);
        _projectedGradient = new Matrix(0, 3 * hidden);
        _embeddedGradient = new Matrix(0, hidden);
        _distanceGradient = new Matrix(0, parameters.Distance.Length);
    }

    public Matrix Output { get; }

    public void Forward(TrainingBatch batch, Matrix items, long[] slots, Dropout dropout)
    {
        foreach (Matrix matrix in (Matrix[])[_embedded, _normal, _projected, _attended, _sum, _sumNormal, _preactivation, _activation, Output])
        {
            matrix.SetRows(_sequences.Rows);
        }

        if (_scale.Length < _sequences.Rows)
        {
            _scale = new float[_sequences.Rows];
            _sumScale = new float[_sequences.Rows];
        }

        _input.Forward(batch, items, slots, dropout, _embedded, _parameters.EmbedBias);
        _products.Workers.ForRows(_sequences.Rows, (first, rows) =>
        {
            Normalise(_embedded, _normal, _scale, first, rows);
            Layer(_normal, _parameters.InputWeight, _parameters.InputBias, _projected, first, rows);
        });
        _products.Workers.ForRows(
            _sequences.Sequences, (rank, ranks) => ForSequences(rank, ranks, attention => attention.Forward(_attended)), SequencesPerPart);
        _products.Workers.ForRows(_sequences.Rows, (first, rows) =>
        {
            Layer(_attended, _parameters.OutputWeight, _parameters.OutputBias, _sum, first, rows);
            Add(_sum, _embedded, first, rows);
            Normalise(_sum, _sumNormal, _sumScale, first, rows);
            Layer(_sumNormal, _parameters.ExpandWeight, _parameters.ExpandBias, _preactivation, first, rows);
            for (int row = first; row < first + rows; row++)
            {
                _products.Kernels.Gelu(_preactivation.PaddedRow(row), _activation.PaddedRow(row));
            }

            Layer(_activation, _parameters.ContractWeight, _parameters.ContractBias, Output, first, rows);
            Add(Output, _sum, first, rows);
        });
    }

    private void ForSequences(int firstRank, int ranks, Action<SequenceAttention> body)
    {
        if (!_free.TryTake(out SequenceAttention? attention))
        {
            attention = new SequenceAttention(_products.Kernels, _shape, _parameters.Distance.Weight);
        }

        for (int rank = firstRank; rank < firstRank + ranks; rank++)
        {
            attention.Load(_projected, _sequences, rank);
            body(attention);
        }

        _free.Add(attention);
    }

    private void Layer(Matrix input, DenseParameter weight, DenseParameter bias, Matrix output, int first, int rows) =>
        _products.Kernels.Product(input.RowRange(first, rows), weight.Transposed.All, output.RowRange(first, rows), Start.From(bias.Weight));

    private void Add(Matrix sums, Matrix values, int first, int rows)
    {
        for (int row = first; row < first + rows; row++)
        {
            _products.Kernels.AddScaled(sums.PaddedRow(row), values.PaddedRow(row), 1f);
        }
    }

    private void Normalise(Matrix values, Matrix normal, float[] scales, int first, int rows)
    {
        for (int row = first; row < first + rows; row++)
        {
            values.PaddedRow(row).CopyTo(normal.PaddedRow(row));
            scales[row] = _products.Kernels.LayerNorm(normal.PaddedRow(row));
        }
    }
}
