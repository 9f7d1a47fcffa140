using System.Security.Cryptography;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Tandem.Storage.Files;

namespace Tandem.Storage.Azure;

/// <summary>
/// Sends one file as a block blob. The id of a block is made from its place and content, so an upload that was interrupted goes on with
/// the blocks that the service does not have yet (it keeps them for a week). Thread-safe.
/// </summary>
internal sealed class BlobUpload(BlobCalls calls, BlobStorageOptions options)
{
    private const string HashField = "sha256";

    /// <returns>How many bytes were sent; less than the file's length if some were there.</returns>
    public async Task<long> SendAsync(string path, ArtifactFile file, BlockBlobClient blob, CancellationToken cancellation)
    {
        BlobProperties? there = await calls.FindAsync(
            async token => (await blob.GetPropertiesAsync(cancellationToken: token).ConfigureAwait(false)).Value, cancellation).ConfigureAwait(false);
        if (there is not null && there.ContentLength == file.Length && there.Metadata.TryGetValue(HashField, out string? hash) && hash == file.Sha256)
            return 0;

        Dictionary<string, string> metadata = new() { [HashField] = file.Sha256 };
        using Microsoft.Win32.SafeHandles.SafeFileHandle handle = File.OpenHandle(path, options: FileOptions.Asynchronous);
        if (file.Length <= options.BlockBytes)
        {
            byte[] whole = await ReadAsync(handle, 0, file.Length, cancellation).ConfigureAwait(false);
            await calls.RunAsync(
                async token => await blob.UploadAsync(new MemoryStream(whole), new BlobUploadOptions { Metadata = metadata }, token).ConfigureAwait(false), cancellation).ConfigureAwait(false);
            return file.Length;
        }

        (string[] ids, long sent) = await SendBlocksAsync(handle, file.Length, blob, cancellation).ConfigureAwait(false);
        await calls.RunAsync(
            async token => await blob.CommitBlockListAsync(ids, new CommitBlockListOptions { Metadata = metadata }, token).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        return sent;
    }

    private async Task<(string[] Ids, long Sent)> SendBlocksAsync(
        Microsoft.Win32.SafeHandles.SafeFileHandle file, long length, BlockBlobClient blob, CancellationToken cancellation)
    {
        HashSet<string> there = await StagedAsync(blob, cancellation).ConfigureAwait(false);
        string[] ids = new string[(length + options.BlockBytes - 1) / options.BlockBytes];
        long sent = 0;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.ParallelBlocks, CancellationToken = cancellation };
        await Parallel.ForAsync(0, ids.Length, parallel, async (place, stop) =>
        {
            long offset = (long)place * options.BlockBytes;
            byte[] block = await ReadAsync(file, offset, Math.Min(options.BlockBytes, length - offset), stop).ConfigureAwait(false);
            ids[place] = IdOf(place, block);
            if (there.Contains(ids[place]))
                return;

            await calls.RunAsync(
                async token => await blob.StageBlockAsync(ids[place], new MemoryStream(block), cancellationToken: token).ConfigureAwait(false), stop).ConfigureAwait(false);
            Interlocked.Add(ref sent, block.Length);
        }).ConfigureAwait(false);
        return (ids, sent);
    }

    private async Task<HashSet<string>> StagedAsync(BlockBlobClient blob, CancellationToken cancellation)
    {
        BlockList? list = await calls.FindAsync(
            async token => (await blob.GetBlockListAsync(BlockListTypes.Uncommitted, cancellationToken: token).ConfigureAwait(false)).Value, cancellation).ConfigureAwait(false);
        return [.. (list?.UncommittedBlocks ?? []).Select(static block => block.Name)];
    }

    private static async Task<byte[]> ReadAsync(Microsoft.Win32.SafeHandles.SafeFileHandle file, long offset, long count, CancellationToken cancellation)
    {
        byte[] bytes = new byte[count];
        for (int read = 0; read < bytes.Length;)
        {
            int more = await RandomAccess.ReadAsync(file, bytes.AsMemory(read), offset + read, cancellation).ConfigureAwait(false);
            if (more == 0)
                throw new EndOfStreamException("The file became shorter while it was uploaded. Store it again.");
            read += more;
        }

        return bytes;
    }

    /// <summary>All ids of a blob have the same length, as the service demands.</summary>
    private static string IdOf(int place, byte[] block)
    {
        byte[] id = new byte[4 + 16];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(id, place);
        SHA256.HashData(block).AsSpan(0, 16).CopyTo(id.AsSpan(4));
        return Convert.ToBase64String(id);
    }
}
