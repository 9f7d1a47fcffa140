using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Features.Fused;
using Tandem.Features.Text;

namespace Tandem.Training.Featurizing;

/// <summary>The pass of a build that encodes the texts of all items, a row group a thread, straight to disk.</summary>
internal sealed class TextEncoding(ITextEncoder encoder, IReadOnlyCollection<string> attributes, int threads)
{
    /// <summary>Items whose texts go to the encoder together: enough to sort them by length, few enough to show progress and to stop soon.</summary>
    private const int Together = 512;

    private long _done;

    /// <summary>Encodes the row groups that an earlier run has not. The ids must be written.</summary>
    public void Run(string folder, DatasetRowGroup[] groups, BuildCheckpoint checkpoint, IProgress<ProgressReport>? progress, CancellationToken cancellation)
    {
        long[] firsts = new long[groups.Length + 1];
        for (int i = 0; i < groups.Length; i++)
        {
            firsts[i + 1] = firsts[i] + groups[i].Rows;
        }

        int[] open = [.. Enumerable.Range(0, groups.Length).Where(group => !checkpoint.EncodedGroups.Contains(group))];
        long rows = open.Sum(group => groups[group].Rows);
        using var matrix = new FusedMatrixWriter(FeatureFiles.Texts(folder), TextEncoderNote.Of(encoder)!.Schema, firsts[^1]);
        IEnumerable<int> encoded = OrderedWork.Select(open, threads, group =>
        {
            foreach ((int chunk, ItemDescription[] items) in DatasetReader.ReadItems(groups[group], embeddings: false, cancellation).Chunk(Together).Index())
            {
                matrix.Write(firsts[group] + (chunk * Together), Encode(items, cancellation));
                progress?.Report(new ProgressReport("encoding texts", Interlocked.Add(ref _done, items.Length), rows, encoder.Name));
            }

            return group;
        });
        foreach (int group in encoded)
        {
            checkpoint.GroupEncoded(group);
        }

        matrix.Complete(FeatureFiles.Ids(folder), cancellation);
    }

    private float[] Encode(ItemDescription[] items, CancellationToken cancellation)
    {
        float[] vectors = new float[items.Length * encoder.Dimension];
        ItemTexts.Encode(encoder, [.. items.Select(item => ItemTexts.Of(item, attributes).ToArray())], vectors, cancellation);
        return vectors;
    }
}
