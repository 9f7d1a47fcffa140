using Tandem.Training.Managed.Numerics;

namespace Tandem.Training.Managed;

/// <summary>From gradients to new weights.</summary>
internal sealed partial class ManagedTowerEngine
{
    private void Update(AdamWStep step)
    {
        float scale = ClipScale();
        float decay = _options.WeightAverageDecay;
        TowerKernels kernels = _products.Kernels;
        foreach (DenseParameter parameter in _parameters.All)
        {
            _products.Workers.ForRows(parameter.Weight.Rows, (first, rows) =>
            {
                for (int row = first; row < first + rows; row++)
                {
                    parameter.Update(kernels, row, scale, step, decay);
                }
            });
        }

        _products.Workers.ForRows(_layout.Unique.Length, (first, rows) =>
        {
            for (int slot = first; slot < first + rows; slot++)
            {
                Span<float> gradient = _itemTower.Gradient.PaddedRow(slot);
                kernels.Scale(gradient, scale);
                _ids.Update(kernels, _layout.Unique[slot], gradient, step, decay);
            }
        });
    }

    /// <summary>What gradients are multiplied by, so that their common L2 norm is at most <see cref="EngineOptions.GradientClip"/>.</summary>
    private float ClipScale()
    {
        double squares = _parameters.All.Sum(parameter => SumOfSquares(parameter.Gradient)) + SumOfSquares(_itemTower.Gradient);
        double norm = Math.Sqrt(squares);
        return norm > _options.GradientClip ? (float)(_options.GradientClip / norm) : 1f;
    }

    /// <summary>Row by row: a float holds the squares of one row, a double their sum.</summary>
    private double SumOfSquares(Matrix gradient)
    {
        double sum = 0;
        for (int row = 0; row < gradient.Rows; row++)
        {
            ReadOnlySpan<float> cells = gradient.PaddedRow(row);
            sum += _products.Kernels.Dot(cells, cells);
        }

        return sum;
    }
}
