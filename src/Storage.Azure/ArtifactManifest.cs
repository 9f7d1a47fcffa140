using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tandem.Domain;
using Tandem.Storage.Files;

namespace Tandem.Storage.Azure;

/// <summary>What an artifact consists of: the blob that makes it visible.</summary>
/// <param name="Version">Of this format; 1.</param>
/// <param name="Files">By path, ordinal.</param>
internal sealed record ArtifactManifest(int Version, IReadOnlyList<ArtifactFile> Files)
{
    private const int CurrentVersion = 1;

    /// <summary>Names the content: the SHA-256 of the manifest, the first 16 bytes in hexadecimal.</summary>
    [JsonIgnore]
    public string ContentId => Convert.ToHexStringLower(SHA256.HashData(ToBytes()).AsSpan(0, 16));

    /// <summary>Reads every file once.</summary>
    public static async Task<ArtifactManifest> OfFolderAsync(string folder, CancellationToken cancellation) =>
        new(CurrentVersion, await ArtifactFile.OfFolderAsync(folder, cancellation).ConfigureAwait(false));

    /// <exception cref="TandemException">The bytes are no manifest, or a newer one, or have a path that leads out of the folder.</exception>
    public static ArtifactManifest FromBytes(ReadOnlySpan<byte> bytes, string name)
    {
        ArtifactManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(bytes, ManifestJson.Default.ArtifactManifest);
        }
        catch (JsonException error)
        {
            throw new TandemException($"The manifest of the artifact '{name}' cannot be read ({error.Message}). Delete the artifact and store it again.", error);
        }

        if (manifest is not { Version: CurrentVersion, Files: not null })
            throw new TandemException($"The manifest of the artifact '{name}' has version {manifest?.Version}, this program knows {CurrentVersion}. A newer Tandem stored it: run that one.");
        if (manifest.Files.FirstOrDefault(static file => !IsInside(file.Path)) is { } outside)
            throw new TandemException($"The manifest of the artifact '{name}' has the path '{outside.Path}', which leads out of its folder. Delete the artifact and store it again.");
        return manifest;
    }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, ManifestJson.Default.ArtifactManifest);

    private static bool IsInside(string path) =>
        !string.IsNullOrEmpty(path) && !path.Contains('\\', StringComparison.Ordinal) && path.Split('/').All(static part => part is not ("" or "." or ".."));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ArtifactManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
