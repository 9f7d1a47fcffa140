using Tandem.Towers;
using static TorchSharp.torch;

namespace Tandem.Training.Torch;

/// <summary>The self-attention block of <see cref="TowerWeights"/> over padded sequences.</summary>
internal static class SelfAttention
{
    private const double Epsilon = 1e-5;

    /// <param name="input">[sequences, length, GruInput], padding last.</param>
    /// <param name="weight">A tensor by its name in <see cref="TowerWeights"/>.</param>
    /// <returns>[sequences, length, AttentionHidden]; rows of padding mean nothing.</returns>
    public static Tensor Forward(Tensor input, TowerShape shape, Func<string, Tensor> weight)
    {
        Tensor embedded = Linear(input, TowerWeights.AttentionEmbedWeight, TowerWeights.AttentionEmbedBias);
        Tensor attended = Attend(Linear(Normalise(embedded), TowerWeights.AttentionInputWeight, TowerWeights.AttentionInputBias), shape, weight);
        Tensor sum = embedded + Linear(attended, TowerWeights.AttentionOutputWeight, TowerWeights.AttentionOutputBias);
        Tensor inner = nn.functional.gelu(Linear(Normalise(sum), TowerWeights.AttentionExpandWeight, TowerWeights.AttentionExpandBias));
        return sum + Linear(inner, TowerWeights.AttentionContractWeight, TowerWeights.AttentionContractBias);

        Tensor Linear(Tensor values, string weights, string bias) => nn.functional.linear(values, weight(weights), weight(bias));

        Tensor Normalise(Tensor values) => nn.functional.layer_norm(values, [shape.AttentionHidden], eps: Epsilon);
    }

    /// <param name="projected">[sequences, length, 3·AttentionHidden]</param>
    private static Tensor Attend(Tensor projected, TowerShape shape, Func<string, Tensor> weight)
    {
        long length = projected.shape[1];
        int head = shape.AttentionHidden / shape.AttentionHeads;
        Tensor[] parts = [.. projected.chunk(3, 2).Select(part => part.view(-1, length, shape.AttentionHeads, head).transpose(1, 2))];
        Tensor position = arange(length, device: projected.device);
        Tensor back = position.unsqueeze(1) - position.unsqueeze(0);
        Tensor unseen = back.lt(0).logical_or(back.ge(shape.AttentionSpan));
        Tensor distance = weight(TowerWeights.AttentionDistance)
            .index_select(1, back.clamp(0, shape.AttentionSpan - 1).flatten())
            .view(shape.AttentionHeads, length, length);
        Tensor scores = (matmul(parts[0], parts[1].transpose(2, 3)) / Math.Sqrt(head)) + distance;
        Tensor weights = nn.functional.softmax(scores.masked_fill(unseen, double.NegativeInfinity), -1);
        return matmul(weights, parts[2]).transpose(1, 2).reshape(-1, length, shape.AttentionHidden);
    }
}
