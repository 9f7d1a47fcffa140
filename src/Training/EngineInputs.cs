using Tandem.Domain;
using Tandem.Towers;

namespace Tandem.Training;

/// <summary>What every factory refuses before it makes an engine.</summary>
internal static class EngineInputs
{
    /// <summary>Heads begin at whole vectors of the widest kind.</summary>
    private const int HeadGranule = 16;

    /// <exception cref="TandemException">The fused matrix or the initial weights do not fit the shape and the number of items.</exception>
    public static void Check(EngineOptions options, float[] fused, int items, TowerWeights? initial)
    {
        TowerShape shape = options.Shape;
        if (shape.UserTower == UserTowerKind.Attention
            && (shape.AttentionHeads < 1 || shape.AttentionSpan < 1 || shape.AttentionHidden < 1 || shape.AttentionHidden % (HeadGranule * shape.AttentionHeads) != 0))
        {
            throw new TandemException(
                $"Self-attention is {shape.AttentionHidden} wide with {shape.AttentionHeads} heads over {shape.AttentionSpan} events: the width must be a multiple of {HeadGranule} for each head, and all of them 1 or more.");
        }

        if (items <= 0 || fused.LongLength != (long)items * options.Shape.Fused)
        {
            throw new TandemException(
                $"The fused matrix has {fused.LongLength} values, expected {items} items x {options.Shape.Fused}. Build the features again with `tandem features build`.");
        }

        if (initial is not null && (initial.Shape != options.Shape || initial.Items != items))
        {
            throw new TandemException(
                $"The initial weights are for {initial.Items} items and {initial.Shape}, this run for {items} items and {options.Shape}. Train from scratch or with the same shape.");
        }
    }
}
