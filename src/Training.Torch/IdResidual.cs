using static TorchSharp.torch;

namespace Tandem.Training.Torch;

/// <summary>
/// The id residual, [items, Embedding]. A step touches the rows of its own items only: their moments advance then and stand still
/// otherwise (as PyTorch's SparseAdam does), which makes a step's cost independent of the catalogue. Between touches a row is
/// constant, so its average can be caught up exactly when it is next needed.
/// </summary>
internal sealed class IdResidual : IDisposable
{
    private readonly int[] _touched;

    public IdResidual(Tensor weight)
    {
        Weight = weight;
        using var _ = no_grad();
        First = zeros_like(weight).DetachFromDisposeScope();
        Second = zeros_like(weight).DetachFromDisposeScope();
        Average = zeros_like(weight).DetachFromDisposeScope();
        _touched = new int[weight.shape[0]];
    }

    public Tensor Weight { get; }

    public Tensor First { get; }

    public Tensor Second { get; }

    /// <summary>As <see cref="DenseParameter.Average"/>, each row as of the step in <see cref="Touched"/>.</summary>
    public Tensor Average { get; }

    /// <summary>[items] the last step that changed the row, 0 for never.</summary>
    public int[] Touched => _touched;

    /// <summary>The rows as a leaf that requires its gradient, [rows, Embedding].</summary>
    public Tensor Rows(Tensor index)
    {
        using var _ = no_grad();
        return Weight.index_select(0, index).requires_grad_();
    }

    /// <param name="codes">The same rows as <paramref name="index"/>.</param>
    public void Update(int[] codes, Tensor index, Tensor rows, Tensor gradient, float learningRate, float decay, long step)
    {
        Tensor first = First.index_select(0, index);
        Tensor second = Second.index_select(0, index);
        Tensor updated = rows.detach().clone();
        AdamW.Update(updated, gradient, first, second, learningRate, step);
        First.index_copy_(0, index, first);
        Second.index_copy_(0, index, second);
        Weight.index_copy_(0, index, updated);
        if (decay > 0f)
        {
            Tensor average = CaughtUp(Average.index_select(0, index), rows.detach(), codes, decay, step - 1);
            Average.index_copy_(0, index, average.mul_(decay).add_(updated, alpha: 1f - decay));
        }

        foreach (int code in codes)
        {
            _touched[code] = (int)step;
        }
    }

    /// <summary>The averages of all rows as of <paramref name="step"/>; changes nothing.</summary>
    public Tensor AverageAt(float decay, long step) =>
        CaughtUp(Average, Weight, [.. Enumerable.Range(0, _touched.Length)], decay, step);

    /// <summary>For a row of constant value w over k steps: average = w + decay^k (average - w).</summary>
    private Tensor CaughtUp(Tensor average, Tensor weight, int[] codes, float decay, long step)
    {
        var factors = new float[codes.Length];
        for (int row = 0; row < factors.Length; row++)
        {
            factors[row] = (float)Math.Pow(decay, step - _touched[codes[row]]);
        }

        Tensor factor = tensor(factors, [codes.Length, 1], device: weight.device);
        return (average - weight).mul_(factor).add_(weight);
    }

    public void Dispose()
    {
        Weight.Dispose();
        First.Dispose();
        Second.Dispose();
        Average.Dispose();
    }
}
