using Tandem.Towers;
using Tandem.Training.Batches;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tandem.Training.Torch;

/// <summary>
/// Trains the towers of <see cref="TowerWeights"/> with libtorch. Each step embeds the batch's distinct items once, and everything
/// that a step creates lives in one dispose scope. Randomness of a step is derived from the seed and the step's number.
/// </summary>
internal sealed partial class TorchTowerEngine : ITowerEngine
{
    private readonly EngineOptions _options;
    private readonly int _items;
    private readonly Device _device;
    private readonly Tensor _fused;
    private readonly GRU? _gru;
    private readonly Dictionary<string, DenseParameter> _dense = [];
    private readonly IdResidual _ids;
    private readonly BatchLayout _layout;
    private readonly Generator _generator;
    private long _steps;

    public TorchTowerEngine(EngineOptions options, float[] fused, int items, TowerWeights initial)
    {
        _options = options;
        _items = items;
        _device = device(options.Device);
        _layout = new BatchLayout(items);
        _generator = new Generator((ulong)(uint)options.Seed, _device);
        using DisposeScope scope = NewDisposeScope();
        TowerShape shape = options.Shape;
        _fused = tensor(fused, [items, shape.Fused], device: _device).DetachFromDisposeScope();
        Dictionary<string, Parameter> gru = [];
        if (shape.UserTower == UserTowerKind.Gru)
        {
            _gru = nn.GRU(shape.GruInput, shape.GruHidden, batchFirst: true, device: _device);
            gru = _gru.named_parameters().ToDictionary(entry => "user.gru." + entry.name, entry => entry.parameter);
        }

        _ids = new IdResidual(tensor(initial.Array(TowerWeights.ItemId), [items, shape.Embedding], device: _device).DetachFromDisposeScope());
        foreach ((string name, int[] dimensions) in TowerWeights.Layout(shape, items))
        {
            if (name == TowerWeights.ItemId)
            {
                continue;
            }

            Tensor values = tensor(initial.Array(name), [.. dimensions.Select(size => (long)size)], device: _device);
            if (gru.TryGetValue(name, out Parameter? parameter))
            {
                Overwrite(parameter, values);
                _dense[name] = new DenseParameter(name, parameter.DetachFromDisposeScope());
            }
            else
            {
                _dense[name] = new DenseParameter(name, values.requires_grad_().DetachFromDisposeScope());
            }
        }
    }

    public float Step(TrainingBatch batch, float learningRate)
    {
        batch.Check(_options.Shape, _items, _options.Loss);
        _steps++;
        _generator.manual_seed(unchecked((long)(SeedMixer.Mix(_options.Seed, _steps) >> 1)));
        using DisposeScope scope = NewDisposeScope();
        (Tensor loss, Tensor index, Tensor rows) = Loss(batch, training: true);
        List<Tensor> gradients = Differentiate(loss, rows);
        using (no_grad())
        {
            Clip(gradients);
            int next = 0;
            foreach (DenseParameter parameter in _dense.Values)
            {
                parameter.Update(gradients[next++], learningRate, _options.WeightAverageDecay, _steps);
            }

            _ids.Update(_layout.Unique, index, rows, gradients[next], learningRate, _options.WeightAverageDecay, _steps);
        }

        return loss.item<float>();
    }

    public (float Loss, IReadOnlyDictionary<string, float[]> Gradients) Gradients(TrainingBatch batch)
    {
        batch.Check(_options.Shape, _items, _options.Loss);
        using DisposeScope scope = NewDisposeScope();
        (Tensor loss, Tensor index, Tensor rows) = Loss(batch, training: false);
        List<Tensor> gradients = Differentiate(loss, rows);
        var named = new Dictionary<string, float[]>();
        int next = 0;
        foreach (DenseParameter parameter in _dense.Values)
        {
            named[parameter.Name] = Values(gradients[next++]);
        }

        using (no_grad())
        {
            named[TowerWeights.ItemId] = Values(zeros_like(_ids.Weight).index_copy_(0, index, gradients[next]));
        }

        return (loss.item<float>(), named);
    }

    public TowerWeights Export()
    {
        using DisposeScope scope = NewDisposeScope();
        using var _ = no_grad();
        float decay = _options.WeightAverageDecay;
        bool averaged = decay > 0f && _steps > 0;
        double seen = 1d - Math.Pow(decay, _steps);
        Dictionary<string, float[]> tensors = _dense.Values.ToDictionary(
            parameter => parameter.Name,
            parameter => Values(averaged ? parameter.Average / seen : parameter.Weight));
        tensors[TowerWeights.ItemId] = Values(averaged ? _ids.AverageAt(decay, _steps) / seen : _ids.Weight);
        return TowerWeights.FromTensors(_options.Shape, _items, tensors);
    }

    public void Dispose()
    {
        foreach (DenseParameter parameter in _dense.Values)
        {
            parameter.Dispose();
        }

        _ids.Dispose();
        _gru?.Dispose();
        _fused.Dispose();
        _generator.Dispose();
    }

    private (Tensor Loss, Tensor Index, Tensor Rows) Loss(TrainingBatch batch, bool training)
    {
        _layout.Read(batch);
        Tensor index = tensor([.. _layout.Unique.Select(code => (long)code)], device: _device);
        Tensor rows = _ids.Rows(index);
        Tensor items = EmbedItems(index, rows, training);
        Tensor states = EmbedStates(batch, items, training);
        Tensor temperature = Weight(TowerWeights.LogTemperature).exp();
        Tensor weights = tensor(batch.Weight, device: _device);
        Tensor positives = Select(items, _layout.PositiveSlot);
        Tensor negatives = Select(items, _layout.NegativeSlot);
        Tensor loss = _options.Loss switch
        {
            TargetLoss.PairwiseLogistic => TowerLosses.Pairwise(Select(states, _layout.StateOfTarget), positives, negatives, weights, temperature),
            TargetLoss.SampledSoftmax => TowerLosses.SampledSoftmax(
                states, positives, negatives, tensor(batch.SharedNegativesLogQ, device: _device), weights, temperature, _layout),
            TargetLoss.BprMax => TowerLosses.BprMax(states, positives, negatives, weights, temperature, _layout, _options.BprMaxPenalty),
            TargetLoss.Gbce => TowerLosses.Gbce(
                states, positives, negatives, weights, temperature, Weight(TowerWeights.LogitBias), _layout, _options.GbceCalibration, _items),
            _ => throw new InvalidOperationException($"There is no loss {_options.Loss}."),
        };
        return (loss, index, rows);
    }

    /// <summary>Gradients of all dense parameters in their order, then of the id rows; zeros for a bias that the loss does not have.</summary>
    private List<Tensor> Differentiate(Tensor loss, Tensor rows)
    {
        DenseParameter[] used = [.. _dense.Values.Where(parameter => parameter.Name != TowerWeights.LogitBias || _options.Loss == TargetLoss.Gbce)];
        IList<Tensor> found = autograd.grad([loss], [.. used.Select(parameter => parameter.Weight), rows]);
        return
        [
            .. _dense.Values.Select(parameter => Array.IndexOf(used, parameter) is >= 0 and int index ? found[index] : zeros_like(parameter.Weight)),
            found[^1],
        ];
    }

    /// <summary>The item tower over the batch's distinct items: [distinct, Embedding], unit length.</summary>
    private Tensor EmbedItems(Tensor index, Tensor rows, bool training)
    {
        Tensor hidden = nn.functional.gelu(nn.functional.linear(
            _fused.index_select(0, index), Weight(TowerWeights.ItemHiddenWeight), Weight(TowerWeights.ItemHiddenBias)));
        Tensor content = nn.functional.linear(hidden, Weight(TowerWeights.ItemOutputWeight), Weight(TowerWeights.ItemOutputBias));
        // A dropped residual is what a new item has, so what is kept is not scaled up.
        Tensor kept = training && _options.IdDropout > 0f ? rows * Mask([rows.shape[0], 1], _options.IdDropout) : rows;
        return Normalise(content + kept);
    }

    /// <summary>The user tower at the states that predict something: [states, Embedding], unit length.</summary>
    private Tensor EmbedStates(TrainingBatch batch, Tensor items, bool training)
    {
        TowerShape shape = _options.Shape;
        Tensor history = Select(items, _layout.HistorySlot).view(batch.Sequences, batch.Length, shape.Embedding);
        Tensor features = tensor(batch.EventFeatures, [batch.Sequences, batch.Length, shape.EventFeatures], device: _device);
        Tensor input = cat([history * MathF.Sqrt(shape.Embedding), features], 2);
        Tensor kept = Dropout(input, training);
        Tensor output = _gru is null ? SelfAttention.Forward(kept, shape, Weight) : _gru.call(kept).Item1;
        // Padding comes last and targets refer to real events only, so no state that is selected here has seen padding.
        Tensor states = Select(output.contiguous().view(-1, shape.UserHidden), _layout.State);
        return Normalise(nn.functional.linear(
            Dropout(states, training), Weight(TowerWeights.UserOutputWeight), Weight(TowerWeights.UserOutputBias)));
    }

    private Tensor Dropout(Tensor values, bool training) =>
        training && _options.Dropout > 0f ? values * (Mask(values.shape, _options.Dropout) / (1f - _options.Dropout)) : values;

    private Tensor Mask(long[] sizes, float drop) => empty(sizes, device: _device).bernoulli_(1d - drop, _generator);

    private Tensor Select(Tensor rows, long[] index) => rows.index_select(0, tensor(index, device: _device));

    private Tensor Weight(string name) => _dense[name].Weight;

    private static Tensor Normalise(Tensor vectors) => nn.functional.normalize(vectors, 2, 1, 1e-12);

    private void Clip(List<Tensor> gradients)
    {
        double norm = Math.Sqrt(gradients.Sum(gradient => (double)gradient.pow(2).sum().item<float>()));
        if (norm > _options.GradientClip)
        {
            foreach (Tensor gradient in gradients)
            {
                gradient.mul_(_options.GradientClip / norm);
            }
        }
    }

    private static void Overwrite(Tensor target, Tensor values)
    {
        using var _ = no_grad();
        target.copy_(values);
    }

    /// <summary>A copy of a tensor's values, row-major.</summary>
    private static float[] Values(Tensor tensor) => tensor.detach().cpu().contiguous().data<float>().ToArray();
}
