using Tandem.Training.Batches;
using static TorchSharp.torch;

namespace Tandem.Training.Torch;

/// <summary>The losses of <see cref="TargetLoss"/>, each a weighted mean over targets.</summary>
internal static class TowerLosses
{
    /// <summary>Stands for −∞ where an infinity would turn the gradient into NaN.</summary>
    private const float Never = -1e30f;

    /// <summary>BPR: −log σ of the difference of logits; mean over a target's negatives, weighted mean over targets.</summary>
    /// <param name="users">[targets, Embedding]</param>
    /// <param name="positives">[targets, Embedding]</param>
    /// <param name="negatives">[targets · negatives, Embedding]</param>
    public static Tensor Pairwise(Tensor users, Tensor positives, Tensor negatives, Tensor weights, Tensor temperature)
    {
        long targets = users.shape[0];
        Tensor positive = (users * positives).sum(1, keepdim: true);
        Tensor negative = (negatives.view(targets, -1, users.shape[1]) * users.unsqueeze(1)).sum(2);
        Tensor loss = nn.functional.softplus((negative - positive) / temperature, 1, 20);
        return WeightedMean(loss.mean([1L]), weights);
    }

    /// <summary>
    /// Sampled softmax with logQ correction. The sum over shared negatives is taken once for each state, without any of the state's
    /// positives; for each target the state's other positives among the negatives are put back. That is exactly "all negatives but
    /// the target's own item" without a matrix of targets x negatives.
    /// </summary>
    /// <param name="states">[states, Embedding] unit user vectors.</param>
    /// <param name="positives">[targets, Embedding]</param>
    /// <param name="negatives">[negatives, Embedding]</param>
    /// <param name="logQ">[negatives]</param>
    public static Tensor SampledSoftmax(
        Tensor states, Tensor positives, Tensor negatives, Tensor logQ, Tensor weights, Tensor temperature, BatchLayout layout)
    {
        Device device = states.device;
        long targets = positives.shape[0];
        Tensor stateOfTarget = tensor(layout.StateOfTarget, device: device);
        Tensor positive = (states.index_select(0, stateOfTarget) * positives).sum(1) / temperature;
        Tensor logits = ((states.matmul(negatives.t()) / temperature) - logQ).view(-1);
        Tensor common = layout.Masked.Length == 0 ? logits : logits.index_fill(0, tensor(layout.Masked, device: device), Never);
        Tensor rest = common.view(states.shape[0], -1).logsumexp(1).index_select(0, stateOfTarget);
        var terms = new List<Tensor> { positive.unsqueeze(1), rest.unsqueeze(1) };
        if (layout.OthersPerTarget > 0)
        {
            Tensor index = tensor(layout.Others, device: device);
            Tensor others = logits.index_select(0, index.clamp_min(0)).masked_fill(index.lt(0), Never);
            terms.Add(others.view(targets, -1));
        }

        return WeightedMean(cat(terms, 1).logsumexp(1) - positive, weights);
    }

    /// <summary>BPR-max over shared negatives.</summary>
    /// <param name="states">[states, Embedding] unit user vectors.</param>
    /// <param name="positives">[targets, Embedding]</param>
    /// <param name="negatives">[negatives, Embedding]</param>
    public static Tensor BprMax(
        Tensor states, Tensor positives, Tensor negatives, Tensor weights, Tensor temperature, BatchLayout layout, float penalty)
    {
        (Tensor positive, Tensor negative) = Logits(states, positives, negatives, temperature, layout);
        Tensor share = negative.masked_fill(Own(layout, negative), Never).softmax(1);
        Tensor above = (share * (positive.unsqueeze(1) - negative).sigmoid()).sum(1);
        return WeightedMean((share * negative.square()).sum(1).mul(penalty) - above.log(), weights);
    }

    /// <summary>gBCE over shared negatives.</summary>
    /// <param name="states">[states, Embedding] unit user vectors.</param>
    /// <param name="positives">[targets, Embedding]</param>
    /// <param name="negatives">[negatives, Embedding]</param>
    public static Tensor Gbce(
        Tensor states, Tensor positives, Tensor negatives, Tensor weights, Tensor temperature, Tensor bias, BatchLayout layout, float calibration, int items)
    {
        (Tensor positive, Tensor negative) = Logits(states, positives, negatives, temperature, layout);
        Tensor count = Own(layout, negative).logical_not().sum(1).to(ScalarType.Float32);
        Tensor beta = 1 - (calibration * (1 - (count / (items - 1))));
        Tensor negativeLoss = nn.functional.softplus(negative + bias, 1, 20).masked_fill(Own(layout, negative), 0f).sum(1);
        return WeightedMean(((beta * nn.functional.softplus(-(positive + bias), 1, 20)) + negativeLoss) / (count + 1), weights);
    }

    /// <summary>s⁺ [targets] and s⁻ [targets, negatives].</summary>
    private static (Tensor Positive, Tensor Negative) Logits(
        Tensor states, Tensor positives, Tensor negatives, Tensor temperature, BatchLayout layout)
    {
        Tensor stateOfTarget = tensor(layout.StateOfTarget, device: states.device);
        Tensor positive = (states.index_select(0, stateOfTarget) * positives).sum(1) / temperature;
        return (positive, (states.matmul(negatives.t()) / temperature).index_select(0, stateOfTarget));
    }

    /// <summary>[targets, negatives] where a negative is the target's own positive.</summary>
    private static Tensor Own(BatchLayout layout, Tensor negative)
    {
        Tensor columns = arange(negative.shape[1], device: negative.device).unsqueeze(0);
        return columns.eq(tensor(layout.OwnColumn, device: negative.device).unsqueeze(1));
    }

    private static Tensor WeightedMean(Tensor losses, Tensor weights) => (losses * weights).sum() / weights.sum();
}
