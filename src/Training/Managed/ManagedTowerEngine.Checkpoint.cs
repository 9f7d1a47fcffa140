using System.Text.Json;
using Tandem.Domain;
using Tandem.Towers;
using Tandem.Training.Checkpoints;
using Tandem.Training.Managed.Numerics;

namespace Tandem.Training.Managed;

/// <summary>The engine's state as tensors; moments and averages follow the names of the weights they belong to.</summary>
internal sealed partial class ManagedTowerEngine
{
    private const string CheckpointKind = "managed";
    private const string TouchedName = TowerWeights.ItemId + ".touched";

    private sealed record CheckpointHeader(string Kind, TowerShape Shape, int Items, long Steps);

    public void SaveCheckpoint(Stream destination)
    {
        string header = JsonSerializer.Serialize(new CheckpointHeader(CheckpointKind, _options.Shape, _items, _steps));
        CheckpointFormat.Write(destination, header, (_parameters.All.Count * 4) + 5, Entries());

        IEnumerable<SafetensorsEntry> Entries()
        {
            foreach (DenseParameter parameter in _parameters.All)
            {
                foreach ((string name, Matrix matrix) in State(parameter.Name, parameter.Weight, parameter.First, parameter.Second, parameter.Average))
                {
                    yield return new SafetensorsEntry(name, [parameter.Length], parameter.Export(matrix));
                }
            }

            foreach ((string name, Matrix matrix) in State(TowerWeights.ItemId, _ids.Weight, _ids.First, _ids.Second, _ids.Average))
            {
                yield return new SafetensorsEntry(name, [matrix.Rows * matrix.Columns], matrix.Export());
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

        foreach (DenseParameter parameter in _parameters.All)
        {
            foreach ((string name, Matrix matrix) in State(parameter.Name, parameter.Weight, parameter.First, parameter.Second, parameter.Average))
            {
                parameter.Import(Entry(name, parameter.Length).Floats, matrix);
            }
        }

        foreach ((string name, Matrix matrix) in State(TowerWeights.ItemId, _ids.Weight, _ids.First, _ids.Second, _ids.Average))
        {
            matrix.Import(Entry(name, matrix.Rows * matrix.Columns).Floats);
        }

        Entry(TouchedName, _items).Ints!.CopyTo(_ids.Touched, 0);
        _steps = header.Steps;

        SafetensorsEntry Entry(string name, long length) =>
            tensors.TryGetValue(name, out SafetensorsEntry? entry) && (entry.Floats?.Length ?? entry.Ints!.Length) == length
                ? entry
                : throw new TandemException($"The checkpoint lacks '{name}' with {length} values. Train again without --resume.");
    }

    private static (string Name, Matrix Matrix)[] State(string name, Matrix weight, Matrix first, Matrix second, Matrix average) =>
        [(name, weight), (name + ".first", first), (name + ".second", second), (name + ".average", average)];
}
