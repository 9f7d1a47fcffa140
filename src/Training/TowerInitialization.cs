using Tandem.Towers;

namespace Tandem.Training;

/// <summary>
/// The weights that training starts from. Every engine takes them from here, so that the same seed means the same start
/// whichever engine runs.
/// </summary>
public static class TowerInitialization
{
    /// <summary>
    /// Standard deviation of the id residual. Small beside the content part, so that at the start content decides and an item's
    /// residual grows with its evidence.
    /// </summary>
    public const float IdDeviation = 0.02f;

    /// <summary>
    /// PyTorch's defaults: linear layers uniform in ±1/√fan-in, the GRU uniform in ±1/√hidden; the id residual normal with
    /// <see cref="IdDeviation"/>; self-attention's distances as in ALiBi.
    /// </summary>
    public static TowerWeights Create(EngineOptions options, int items)
    {
        TowerShape shape = options.Shape;
        var tensors = new Dictionary<string, float[]>();
        long index = 0;
        foreach ((string name, int[] dimensions) in TowerWeights.Layout(shape, items))
        {
            Random random = SeedMixer.Generator(options.Seed, index++);
            var values = new float[dimensions.Aggregate(1, (product, dimension) => checked(product * dimension))];
            switch (name)
            {
                case TowerWeights.LogTemperature:
                    values[0] = MathF.Log(options.InitialTemperature);
                    break;
                case TowerWeights.LogitBias:
                    values[0] = options.InitialLogitBias;
                    break;
                case TowerWeights.AttentionDistance:
                    FillDistances(values, shape);
                    break;
                case TowerWeights.ItemId:
                    FillNormal(values, random, IdDeviation);
                    break;
                default:
                    FillUniform(values, random, 1f / MathF.Sqrt(FanIn(name, shape)));
                    break;
            }

            tensors[name] = values;
        }

        return TowerWeights.FromTensors(shape, items, tensors);
    }

    private static int FanIn(string name, TowerShape shape) => name switch
    {
        TowerWeights.ItemHiddenWeight or TowerWeights.ItemHiddenBias => shape.Fused,
        TowerWeights.ItemOutputWeight or TowerWeights.ItemOutputBias => shape.ItemHidden,
        TowerWeights.AttentionEmbedWeight or TowerWeights.AttentionEmbedBias => shape.GruInput,
        TowerWeights.AttentionContractWeight or TowerWeights.AttentionContractBias => shape.AttentionInner,
        _ => shape.UserHidden,
    };

    /// <summary>−2^(−8·h/heads) for each event back in head h = 1, 2, …: recent events first, each head with a reach of its own (Press et al. 2022, ALiBi).</summary>
    private static void FillDistances(float[] values, TowerShape shape)
    {
        for (int index = 0; index < values.Length; index++)
        {
            int head = (index / shape.AttentionSpan) + 1;
            values[index] = -MathF.Pow(2f, -8f * head / shape.AttentionHeads) * (index % shape.AttentionSpan);
        }
    }

    private static void FillUniform(float[] values, Random random, float bound)
    {
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = ((random.NextSingle() * 2f) - 1f) * bound;
        }
    }

    /// <summary>Box–Muller, both values of each pair.</summary>
    private static void FillNormal(float[] values, Random random, float deviation)
    {
        for (int index = 0; index < values.Length; index += 2)
        {
            double radius = deviation * Math.Sqrt(-2d * Math.Log(1d - random.NextDouble()));
            (double sin, double cos) = Math.SinCos(2d * Math.PI * random.NextDouble());
            values[index] = (float)(radius * cos);
            if (index + 1 < values.Length)
            {
                values[index + 1] = (float)(radius * sin);
            }
        }
    }
}
