using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Tandem.Storage.Azure;

namespace Tandem.Chaos.Tests.Faults;

/// <summary>The blobs behind the artifacts' back.</summary>
internal static class StoredBlobs
{
    /// <summary>Flips the last byte of the towers of a bundle.</summary>
    public static async Task DamageAsync(string connectionString, string version)
    {
        BlobContainerClient container = new(connectionString, new BlobStorageOptions().Container);
        await foreach (BlobItem blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, $"content/bundles/{version}/", CancellationToken.None))
        {
            if (!blob.Name.EndsWith("towers.safetensors", StringComparison.Ordinal))
                continue;

            BlobClient towers = container.GetBlobClient(blob.Name);
            byte[] bytes = (await towers.DownloadContentAsync()).Value.Content.ToArray();
            bytes[^1] ^= 0xFF;
            await towers.UploadAsync(new BinaryData(bytes), overwrite: true);
            return;
        }

        throw new InvalidOperationException($"Bundle {version} has no towers in the store.");
    }
}
