using System.Text.Json;
using Tandem.Domain;
using Tandem.Towers;
using Tandem.Training.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Tandem.Training.Torch;

internal sealed partial class TorchTowerEngine
{
    private const string TouchedName = TowerWeights.ItemId + ".touched";

    private sealed record CheckpointHeader(string Kind, TowerShape Shape, int Items, long Steps);

    public void SaveCheckpoint(Stream destination)
    {
        string header = JsonSerializer.Serialize(new CheckpointHeader(CheckpointKind, _options.Shape, _items, _steps));
        CheckpointFormat.Write(destination, header, StateTensors().Count + 1, Entries());

        IEnumerable<SafetensorsEntry> Entries()
        {
            foreach ((string name, Tensor tensor) in StateTensors())
            {
                using DisposeScope scope = NewDisposeScope();
                yield return new SafetensorsEntry(name, [checked((int)tensor.numel())], Values(tensor));
            }

            yield return new SafetensorsEntry(TouchedName, [_items], null, _ids.Touched);
        }
    }

    public void LoadCheckpoint(Stream source)
    {
        (string json, IReadOnlyDictionary<string, SafetensorsEntry> tensors) = CheckpointFormat.Read(source);
        CheckpointHeader? header = JsonSerializer.Deserialize<CheckpointHeader>(json);
        if (header?.Kind != CheckpointKind || header.Shape != _options.Shape || header.Items != _items)
        {
            throw new TandemException(
                $"The checkpoint is of engine '{header?.Kind}', {header?.Items} items and {header?.Shape}; this run has '{CheckpointKind}', {_items} items and {_options.Shape}. Train again without --resume.");
        }

        using DisposeScope scope = NewDisposeScope();
        foreach ((string name, Tensor target) in StateTensors())
        {
            Overwrite(target, tensor(Entry(name, target.numel()).Floats!, target.shape, device: _device));
        }

        Entry(TouchedName, _items).Ints!.CopyTo(_ids.Touched, 0);
        _steps = header.Steps;

        SafetensorsEntry Entry(string name, long length) =>
            tensors.TryGetValue(name, out SafetensorsEntry? entry) && (entry.Floats?.Length ?? entry.Ints!.Length) == length
                ? entry
                : throw new TandemException($"The checkpoint lacks '{name}' with {length} values. Train again without --resume.");
    }

    /// <summary>Moments and averages follow the names of the weights they belong to.</summary>
    private const string CheckpointKind = "torch";

    private List<(string Name, Tensor Tensor)> StateTensors() =>
    [
        .. _dense.Values.SelectMany(parameter => State(parameter.Name, parameter.Weight, parameter.First, parameter.Second, parameter.Average)),
        .. State(TowerWeights.ItemId, _ids.Weight, _ids.First, _ids.Second, _ids.Average),
    ];

    private static (string Name, Tensor Tensor)[] State(string name, Tensor weight, Tensor first, Tensor second, Tensor average) =>
        [(name, weight), (name + ".first", first), (name + ".second", second), (name + ".average", average)];
}
