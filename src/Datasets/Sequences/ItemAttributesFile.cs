using System.IO.Compression;
using System.Text.Json;
using Tandem.Domain;

namespace Tandem.Datasets.Sequences;

/// <summary>A file that is one JSON object, item to a list of attribute ids, as in <c>{"1": [1, 2, 3]}</c>; plain or gzipped.</summary>
internal static class ItemAttributesFile
{
    public static Dictionary<string, ItemAttribute[]> Read(string file)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            using Stream content = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
                ? new GZipStream(stream, CompressionMode.Decompress)
                : stream;
            using JsonDocument json = JsonDocument.Parse(content);
            var attributes = new Dictionary<string, ItemAttribute[]>(StringComparer.Ordinal);
            foreach (JsonProperty item in json.RootElement.EnumerateObject())
            {
                attributes[item.Name] = [.. item.Value.EnumerateArray().Select(static id => new ItemAttribute(SequencesImporter.AttributeName, id.ToString()))];
            }

            return attributes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new TandemException($"{file} cannot be read: {e.Message}", e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new TandemException($"{file}: {e.Message} One JSON object is needed, item to a list of attribute ids.", e);
        }
    }
}
