using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Tandem.Towers;

/// <summary>
/// <c>bundle.json</c>: camel-case JSON of <see cref="BundleManifest"/>. The version ends with the first 8 hex digits of the combined
/// checksum: the SHA-256 of the compact JSON of every other property, the files' checksums among them. So a changed manifest is
/// found as surely as a changed file.
/// </summary>
internal static class BundleManifestFile
{
    private const string VersionProperty = "version";
    private const string FormatVersionProperty = "formatVersion";
    private const int ChecksumDigits = 8;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
        RespectNullableAnnotations = true,
        WriteIndented = true,
    };

    /// <summary>Fills in format version, checksums and version. Dictionaries are written sorted, so the bytes depend on the content only.</summary>
    /// <exception cref="ArgumentException">A metric is NaN or infinite.</exception>
    public static (BundleManifest Manifest, byte[] Json) Complete(
        BundleManifest manifest, IReadOnlyDictionary<string, string> checksums, DateTimeOffset now)
    {
        foreach ((string name, double value) in manifest.Metrics)
        {
            if (!double.IsFinite(value))
            {
                throw new ArgumentException($"Metric '{name}' is {value.ToString(CultureInfo.InvariantCulture)}.", nameof(manifest));
            }
        }

        BundleManifest complete = manifest with
        {
            FormatVersion = BundleManifest.CurrentFormatVersion,
            Metrics = new SortedDictionary<string, double>(manifest.Metrics.ToDictionary(), StringComparer.Ordinal),
            Checksums = new SortedDictionary<string, string>(checksums.ToDictionary(), StringComparer.Ordinal),
        };
        JsonObject json = JsonSerializer.SerializeToNode(complete, Json)!.AsObject();
        json.Remove(VersionProperty);
        string time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        string version = $"{time}-{CombinedChecksum(json)}";
        json.Insert(1, VersionProperty, version);
        return (complete with { Version = version }, Encoding.UTF8.GetBytes(json.ToJsonString(Json)));
    }

    /// <exception cref="InvalidDataException">The manifest is no JSON of this format, or was changed. The message begins with <paramref name="path"/>.</exception>
    public static BundleManifest Parse(ReadOnlySpan<byte> utf8, string path)
    {
        try
        {
            if (JsonNode.Parse(utf8, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) is not JsonObject json)
            {
                throw new InvalidDataException($"'{path}' is no JSON object.");
            }

            string? format = json[FormatVersionProperty]?.ToJsonString();
            if (format != BundleManifest.CurrentFormatVersion.ToString(CultureInfo.InvariantCulture))
            {
                throw new InvalidDataException(
                    $"'{path}' has formatVersion {format ?? "none"}, this program reads {BundleManifest.CurrentFormatVersion}.");
            }

            BundleManifest manifest = json.Deserialize<BundleManifest>(Json)!;
            json.Remove(VersionProperty);
            string checksum = CombinedChecksum(json);
            return manifest.Version.EndsWith($"-{checksum}", StringComparison.Ordinal)
                ? manifest
                : throw new InvalidDataException(
                    $"'{path}' is damaged: its version is {manifest.Version}, its content's checksum begins with {checksum}.");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"'{path}' is no valid bundle manifest: {error.Message}", error);
        }
    }

    private static string CombinedChecksum(JsonObject withoutVersion) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(withoutVersion.ToJsonString())))[..ChecksumDigits];
}
