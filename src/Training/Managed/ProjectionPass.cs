using Tandem.Training.Managed.Numerics;

namespace Tandem.Training.Managed;

/// <summary>From states to user vectors, forward and backward: user = normalise( Wo·dropout(h) + bo ).</summary>
internal sealed class ProjectionPass(ParallelProducts products, TowerParameters parameters)
{
    private readonly Matrix _input = new(0, parameters.UserOutputWeight.Weight.Columns);
    private readonly Matrix _inputGradient = new(0, parameters.UserOutputWeight.Weight.Columns);
    private float[] _inverseNorm = [];

    /// <summary>[states, Embedding], unit length.</summary>
    public Matrix Users { get; } = new(0, parameters.UserOutputWeight.Weight.Rows);

    /// <summary>[states, Embedding] the gradient at <see cref="Users"/>, written by the loss.</summary>
    public Matrix Gradient { get; } = new(0, parameters.UserOutputWeight.Weight.Rows);

    /// <param name="output">[rows, UserHidden]</param>
    /// <param name="states">Flattened positions of the states.</param>
    public void Forward(Matrix output, RaggedSequences sequences, long[] states, Dropout dropout)
    {
        foreach (Matrix matrix in (Matrix[])[_input, _inputGradient, Users, Gradient])
        {
            matrix.SetRows(states.Length);
        }

        if (_inverseNorm.Length < states.Length)
        {
            _inverseNorm = new float[states.Length];
        }

        products.Workers.ForRows(states.Length, (first, rows) =>
        {
            for (int state = first; state < first + rows; state++)
            {
                Span<float> input = _input.PaddedRow(state);
                output.PaddedRow(sequences.RowOf(states[state])).CopyTo(input);
                dropout.Apply(input, state);
            }

            products.Kernels.Product(
                _input.RowRange(first, rows), parameters.UserOutputWeight.Transposed.All, Users.RowRange(first, rows),
                Start.From(parameters.UserOutputBias.Weight));
            for (int state = first; state < first + rows; state++)
            {
                _inverseNorm[state] = products.Kernels.Normalise(Users.PaddedRow(state));
            }
        });
    }

    /// <summary>[states, UserHidden] the gradient at the states.</summary>
    public Matrix Backward(Dropout dropout)
    {
        products.Workers.ForRows(Gradient.Rows, (first, rows) =>
        {
            for (int state = first; state < first + rows; state++)
            {
                products.Kernels.NormaliseBackward(Users.PaddedRow(state), _inverseNorm[state], Gradient.PaddedRow(state));
            }

            products.Kernels.Product(
                Gradient.RowRange(first, rows), parameters.UserOutputWeight.Weight.All, _inputGradient.RowRange(first, rows), Start.Zero);
            for (int state = first; state < first + rows; state++)
            {
                dropout.Apply(_inputGradient.PaddedRow(state), state);
            }
        });
        products.ProductOfTransposed(Gradient.All, _input.All, parameters.UserOutputWeight.Gradient.All, Start.Zero);
        products.ColumnSums(Gradient, parameters.UserOutputBias.Gradient);
        return _inputGradient;
    }
}
