using Tandem.Training.Managed.Numerics;

namespace Tandem.Training.Managed.Losses;

/// <summary>
/// A loss over cosines: the weighted mean over targets, and its gradients at user and item vectors. States are worked on in parallel;
/// what states share, the items' gradients, is summed in a fixed order.
/// </summary>
internal abstract class TowerLoss(ParallelProducts products)
{
    /// <summary>[targets] weighted loss; summed in order, so that the sum does not depend on threads.</summary>
    private double[] _losses = [];

    /// <summary>[targets] gradient of the loss at the cosine of state and positive.</summary>
    private float[] _positives = [];

    /// <summary>Gradient of the last loss at the logit bias; 0 for losses without one.</summary>
    public float LogitBiasGradient { get; protected set; }

    protected ParallelProducts Products => products;

    protected TowerKernels Kernels => products.Kernels;

    public static TowerLoss Create(EngineOptions options, int items, ParallelProducts products) => options.Loss switch
    {
        TargetLoss.PairwiseLogistic => new PairwiseLogisticLoss(products),
        TargetLoss.SampledSoftmax => new SampledSoftmaxLoss(products),
        TargetLoss.BprMax => new BprMaxLoss(products, options.BprMaxPenalty),
        TargetLoss.Gbce => new GbceLoss(products, options.GbceCalibration, items),
        _ => throw new ArgumentOutOfRangeException(nameof(options), options.Loss, "There is no such loss."),
    };

    /// <summary>Returns the loss.</summary>
    public float Compute(LossInput input)
    {
        int targets = input.Batch.Positive.Length;
        if (_losses.Length < targets)
        {
            _losses = new double[targets];
            _positives = new float[targets];
        }

        // In double: the sum of many weights is a divisor of everything.
        double total = input.Batch.Weight.Sum(weight => (double)weight);
        Differentiate(input, total);
        double loss = 0;
        for (int target = 0; target < targets; target++)
        {
            loss += _losses[target];
            Kernels.AddScaled(
                input.ItemGradient.PaddedRow((int)input.Layout.PositiveSlot[target]),
                input.Users.PaddedRow((int)input.Layout.StateOfTarget[target]),
                _positives[target]);
        }

        return (float)loss;
    }

    /// <summary>Calls <see cref="SetTarget"/> for each target and writes all other gradients.</summary>
    /// <param name="totalWeight">Σ of the targets' weights.</param>
    protected abstract void Differentiate(LossInput input, double totalWeight);

    /// <summary>The cosine of a target's state and its positive.</summary>
    protected float PositiveCosine(LossInput input, int state, int target) =>
        Kernels.Dot(input.Users.PaddedRow(state), input.Items.PaddedRow((int)input.Layout.PositiveSlot[target]));

    /// <summary>Records a target's loss and adds its positive's part of the state's gradient.</summary>
    /// <param name="loss">With the target's weight.</param>
    /// <param name="gradient">Of the loss at the cosine of state and positive.</param>
    protected void SetTarget(LossInput input, int state, int target, double loss, double gradient)
    {
        _losses[target] = loss;
        _positives[target] = (float)gradient;
        Kernels.AddScaled(
            input.UserGradient.PaddedRow(state), input.Items.PaddedRow((int)input.Layout.PositiveSlot[target]), (float)gradient);
    }
}
