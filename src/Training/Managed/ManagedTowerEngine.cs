using Tandem.Towers;
using Tandem.Training.Batches;
using Tandem.Training.Managed.Losses;
using Tandem.Training.Managed.Numerics;

namespace Tandem.Training.Managed;

/// <summary>
/// Trains the towers of <see cref="TowerWeights"/> in plain C#: forward and backward passes written down, over the machine's widest
/// vectors, on several threads, and only over events that are there. The weights after a step are a function of seed, weights and
/// batches, not of the number of threads.
/// </summary>
internal sealed partial class ManagedTowerEngine : ITowerEngine
{
    private readonly EngineOptions _options;
    private readonly int _items;
    private readonly ParallelProducts _products;
    private readonly TowerParameters _parameters;
    private readonly IdResidual _ids;
    private readonly BatchLayout _layout;
    private readonly RaggedSequences _sequences = new();
    private readonly ItemTowerPass _itemTower;
    private readonly IUserPass _userPass;
    private readonly ProjectionPass _projection;
    private readonly TowerLoss _loss;
    private long _steps;

    public ManagedTowerEngine(EngineOptions options, float[] fused, int items, TowerWeights initial, int threads, TowerKernels kernels)
    {
        _options = options;
        _items = items;
        _products = new ParallelProducts(kernels, new Workers(threads));
        _parameters = new TowerParameters(initial);
        _ids = new IdResidual(initial[TowerWeights.ItemId], items, options.Shape.Embedding);
        _layout = new BatchLayout(items);
        _itemTower = new ItemTowerPass(_products, _parameters, _ids, fused, options.Shape.Fused);
        _userPass = _parameters.Attention is { } attention
            ? new AttentionPass(_products, attention, options.Shape, _sequences)
            : new GruPass(_products, _parameters.Gru!, options, _sequences);
        _projection = new ProjectionPass(_products, _parameters);
        _loss = TowerLoss.Create(options, items, _products);
    }

    public float Step(TrainingBatch batch, float learningRate)
    {
        batch.Check(_options.Shape, _items, _options.Loss);
        _steps++;
        float loss = Differentiate(batch, StepDropout.At(_options, _steps));
        Update(AdamWStep.At(_steps, learningRate));
        return loss;
    }

    public (float Loss, IReadOnlyDictionary<string, float[]> Gradients) Gradients(TrainingBatch batch)
    {
        batch.Check(_options.Shape, _items, _options.Loss);
        float loss = Differentiate(batch, StepDropout.Off);
        Dictionary<string, float[]> gradients = _parameters.All.ToDictionary(
            parameter => parameter.Name, parameter => parameter.Export(parameter.Gradient));
        var ids = new float[_items * _options.Shape.Embedding];
        for (int slot = 0; slot < _layout.Unique.Length; slot++)
        {
            _itemTower.Gradient.Row(slot).CopyTo(ids.AsSpan(_layout.Unique[slot] * _options.Shape.Embedding));
        }

        gradients[TowerWeights.ItemId] = ids;
        return (loss, gradients);
    }

    public TowerWeights Export()
    {
        float decay = _options.WeightAverageDecay;
        bool averaged = decay > 0f && _steps > 0;
        float scale = averaged ? (float)(1d / (1d - Math.Pow(decay, _steps))) : 1f;
        Dictionary<string, float[]> tensors = _parameters.All.ToDictionary(
            parameter => parameter.Name,
            parameter => Array.ConvertAll(parameter.Export(averaged ? parameter.Average : parameter.Weight), value => value * scale));
        int embedding = _options.Shape.Embedding;
        var ids = new float[_items * embedding];
        var row = new Matrix(1, embedding);
        for (int item = 0; item < _items; item++)
        {
            if (averaged)
            {
                _ids.AverageAt(_products.Kernels, item, decay, _steps, row.PaddedRow(0));
                _products.Kernels.Scale(row.PaddedRow(0), scale);
            }

            (averaged ? row.Row(0) : _ids.Weight.Row(item)).CopyTo(ids.AsSpan(item * embedding));
        }

        tensors[TowerWeights.ItemId] = ids;
        return TowerWeights.FromTensors(_options.Shape, _items, tensors);
    }

    /// <summary>Nothing but managed memory is held.</summary>
    public void Dispose()
    {
    }

    /// <summary>Loss and gradients of a batch; the gradients lie in the parameters and, for the id rows, in the item tower's pass.</summary>
    private float Differentiate(TrainingBatch batch, StepDropout dropout)
    {
        _layout.Read(batch);
        _sequences.Read(batch, _layout.State);
        _products.Workers.For(_parameters.All.Count, index => _parameters.All[index].Transpose());
        _itemTower.Forward(_layout.Unique, dropout.Ids);
        _userPass.Forward(batch, _itemTower.Embedding, _layout.HistorySlot, dropout.UserInput);
        _projection.Forward(_userPass.Output, _sequences, _layout.State, dropout.UserOutput);

        float loss = _loss.Compute(new LossInput(
            batch, _layout, _parameters.Temperature, _parameters.LogitBias.Weight.Row(0)[0], _projection.Users, _projection.Gradient,
            _itemTower.Embedding, _itemTower.Gradient));
        _parameters.LogTemperature.Gradient.Row(0)[0] = LogTemperatureGradient();
        _parameters.LogitBias.Gradient.Row(0)[0] = _loss.LogitBiasGradient;

        Matrix states = _projection.Backward(dropout.UserOutput);
        _userPass.Backward(states, _itemTower.Gradient, _layout.HistorySlot, dropout.UserInput);
        _itemTower.Backward(_layout.Unique, dropout.Ids);
        return loss;
    }

    /// <summary>
    /// Logits are cosines divided by τ, so dL/d ln τ = −Σ logit · dL/dlogit; summed over a state's items that is −user · dL/duser.
    /// </summary>
    private float LogTemperatureGradient()
    {
        double sum = 0;
        for (int state = 0; state < _projection.Users.Rows; state++)
        {
            sum -= _products.Kernels.Dot(_projection.Users.PaddedRow(state), _projection.Gradient.PaddedRow(state));
        }

        return (float)sum;
    }
}
