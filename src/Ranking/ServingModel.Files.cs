using Tandem.Domain;
using Tandem.Features;
using Tandem.Ranking.Partitions;
using Tandem.Towers;

namespace Tandem.Ranking;

/// <summary>The model's files in a bundle. All numbers are safetensors, readable from Python.</summary>
public sealed partial class ServingModel
{
    private const string CatalogueFile = "catalogue.bin";
    private const string FeaturesFile = "features.bin";
    private const string FusedFile = "fused.safetensors";
    private const string TowersFile = "towers.safetensors";
    private const string VectorsFile = "items.safetensors";
    private const string CovisitationFile = "covisitation.safetensors";
    private const string StatisticsFile = "popularity.safetensors";
    private const string BlendFile = "blend.json";
    private const string FusedTensor = "fused";
    private const string VectorsTensor = "vectors";

    /// <summary>The model's files by name, for <see cref="BundleFolder.Write"/>.</summary>
    public IReadOnlyDictionary<string, Action<Stream>> SaveFiles()
    {
        ModelParts parts = Parts;
        var files = new Dictionary<string, Action<Stream>>(StringComparer.Ordinal)
        {
            [CatalogueFile] = stream => CatalogueFormat.Write(stream, parts.Items, parts.Categories),
            [CovisitationFile] = stream => Safetensors.Write(stream, ListTensors(parts)),
            [StatisticsFile] = stream => Safetensors.Write(
                stream, [.. ItemStatistics.Names.Select(name => new SafetensorsEntry(name, [ItemCount], parts.Statistics[name]))]),
            [BlendFile] = parts.Blend.Save,
        };
        if (parts is { Features: { } features, Fused: { } fused })
        {
            files[FeaturesFile] = features.Save;
            files[FusedFile] = stream => Safetensors.Write(stream, [new SafetensorsEntry(FusedTensor, [ItemCount, features.Schema.Dimension], fused)]);
        }

        if (parts.Towers is { } towers)
        {
            files[TowersFile] = towers.Save;
            if (parts.ItemVectors is { } vectors)
            {
                files[VectorsFile] = stream => Safetensors.Write(
                    stream, [new SafetensorsEntry(VectorsTensor, [ItemCount, towers.Shape.Embedding], vectors)]);
            }
        }

        ModelIndexFiles.Add(files, this);
        return files;
    }

    /// <summary>Loads the model of an opened bundle, whose checksums have been verified.</summary>
    /// <param name="partitioned">True leaves the vectors where they are: see <see cref="IsPartitioned"/>.</param>
    /// <exception cref="TandemException">A file is missing or parts do not fit together.</exception>
    public static ServingModel Load(BundleFolder bundle, bool partitioned = false)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        BundleManifest manifest = bundle.Manifest;
        (ItemDescription[] items, Category[] categories) = Read(bundle, CatalogueFile, CatalogueFormat.Read);
        SafetensorsFile lists = Read(bundle, CovisitationFile, Safetensors.Read);
        SafetensorsFile statistics = Read(bundle, StatisticsFile, Safetensors.Read);
        bool hasFeatures = bundle.HasFile(FeaturesFile);
        bool hasTowers = bundle.HasFile(TowersFile);
        bool hasVectors = bundle.HasFile(VectorsFile);
        if (partitioned && hasTowers && !hasVectors)
        {
            throw new TandemException($"The bundle at {bundle.Path} has towers but no {VectorsFile}, so it cannot be partitioned. Build it again.");
        }

        ModelParts parts = new()
        {
            Manifest = manifest,
            Items = items,
            Categories = categories,
            Features = hasFeatures ? Read(bundle, FeaturesFile, FittedFeatures.Load) : null,
            Fused = hasFeatures && !partitioned ? Floats(Read(bundle, FusedFile, Safetensors.Read), FusedFile, FusedTensor) : null,
            Towers = hasTowers ? Read(bundle, TowersFile, TowerWeights.Load) : null,
            ItemVectors = hasVectors && !partitioned ? Floats(Read(bundle, VectorsFile, Safetensors.Read), VectorsFile, VectorsTensor) : null,
            Next = ReadLists(lists, "next"),
            Together = ReadLists(lists, "together"),
            SamePeople = ReadLists(lists, "people"),
            Further = ReadOptionalLists(lists, "further", items.Length),
            Alike = ReadOptionalLists(lists, "alike", items.Length),
            Ease = lists.Tensors.ContainsKey("ease.start") ? ReadLists(lists, "ease") : null,
            Relatives = lists.Tensors.ContainsKey("relatives.start") ? ReadLists(lists, "relatives") : null,
            Statistics = new ItemStatistics(
                items.Length, ItemStatistics.Names.ToDictionary(static n => n, n => Floats(statistics, StatisticsFile, n), StringComparer.Ordinal)),
            Blend = Read(bundle, BlendFile, Blend.Load),
        };
        return partitioned ? new ServingModel(parts, new ModelIndexes(null, null), isPartitioned: true) : FromParts(parts, ModelIndexFiles.Open(bundle, parts));
    }

    /// <summary>Some of a bundle's vectors; null where it has none of the kind.</summary>
    /// <exception cref="TandemException">A file is damaged or of another size than the manifest says.</exception>
    internal static (float[] Values, int Dimension)? ReadRows(BundleFolder bundle, VectorKind kind, int first, int count)
    {
        (string file, string tensor) = kind == VectorKind.Fused ? (FusedFile, FusedTensor) : (VectorsFile, VectorsTensor);
        if (!bundle.HasFile(file))
        {
            return null;
        }

        (float[] values, int[] shape) = Read(bundle, file, stream => Safetensors.ReadRows(stream, tensor, first, count));
        CheckSize($"rows of {file}", shape[0], bundle.Manifest.Items);
        return (values, shape[1]);
    }

    private static List<SafetensorsEntry> ListTensors(ModelParts parts)
    {
        var tensors = new List<SafetensorsEntry>();
        Add("next", parts.Next);
        Add("together", parts.Together);
        Add("people", parts.SamePeople);
        Add("further", parts.Further);
        Add("alike", parts.Alike);
        if (parts.Ease is { } ease)
        {
            Add("ease", ease);
        }

        if (parts.Relatives is { } relatives)
        {
            Add("relatives", relatives);
        }

        return tensors;

        void Add(string name, SuccessorLists lists)
        {
            tensors.Add(new SafetensorsEntry($"{name}.start", [lists.Start.Length], null, lists.Start));
            tensors.Add(new SafetensorsEntry($"{name}.items", [lists.Items.Length], null, lists.Items));
            tensors.Add(new SafetensorsEntry($"{name}.weights", [lists.Weights.Length], lists.Weights));
        }
    }

    private static SuccessorLists ReadLists(SafetensorsFile file, string name) => new(
        Ints(file, $"{name}.start"), Ints(file, $"{name}.items"), Floats(file, CovisitationFile, $"{name}.weights"));

    /// <summary>Lists that older bundles do not have.</summary>
    private static SuccessorLists ReadOptionalLists(SafetensorsFile file, string name, int items) =>
        file.Tensors.ContainsKey($"{name}.start") ? ReadLists(file, name) : SuccessorLists.Empty(items);

    private static int[] Ints(SafetensorsFile file, string tensor) =>
        Entry(file, CovisitationFile, tensor).Ints ?? throw new TandemException($"'{tensor}' of {CovisitationFile} must hold integers. Build the bundle again.");

    private static float[] Floats(SafetensorsFile file, string name, string tensor) =>
        Entry(file, name, tensor).Floats ?? throw new TandemException($"'{tensor}' of {name} must hold floats. Build the bundle again.");

    private static SafetensorsEntry Entry(SafetensorsFile file, string name, string tensor) =>
        file.Tensors.GetValueOrDefault(tensor) ?? throw new TandemException($"{name} has no '{tensor}'. Build the bundle again.");

    private static T Read<T>(BundleFolder bundle, string name, Func<Stream, T> read)
    {
        try
        {
            using Stream stream = bundle.OpenFile(name);
            return read(stream);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or ArgumentException)
        {
            throw new TandemException($"{name} of the bundle at {bundle.Path} is not readable: {exception.Message}", exception);
        }
    }
}
