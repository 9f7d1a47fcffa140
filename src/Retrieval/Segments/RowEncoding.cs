using Tandem.Retrieval.Codes;

namespace Tandem.Retrieval.Segments;

/// <summary>The first step of every build: vectors are checked, normalised, stored and encoded.</summary>
internal static class RowEncoding
{
    private const string Stage = "vectors";

    // A multiple of the rows of a block, so that no two threads write to one block.
    private const int PartRows = 4096;

    /// <returns>The bounds of all codes.</returns>
    public static CodeBounds Run(
        IVectorSource source,
        VectorRows rows,
        CodeBlocks? codes,
        RowCodes? singles,
        SegmentOptions options,
        IProgress<BuildProgress>? progress,
        CancellationToken cancellation)
    {
        CodeBounds bounds = CodeBounds.None;
        Lock joining = new();
        int done = 0;
        int parts = (source.Count + PartRows - 1) / PartRows;
        ParallelWork.Run(parts, options.Threads, EncodePart, cancellation);
        return bounds;

        void EncodePart(int part)
        {
            CodeBounds partBounds = CodeBounds.None;
            float[] vector = new float[source.Dimension];
            int end = Math.Min(source.Count, (part + 1) * PartRows);
            for (int slot = part * PartRows; slot < end; slot++)
            {
                source.CopyVector(slot, vector);
                FiniteValues.RequireVector(vector, slot);
                if (options.Similarity == Similarity.Cosine)
                {
                    UnitLength.Normalize(vector);
                }

                rows.Write(slot, vector);
                if (codes is not null)
                {
                    partBounds = partBounds.Join(codes.Write(slot, vector));
                    singles?.Take(codes, slot, slot);
                }
            }

            lock (joining)
            {
                bounds = bounds.Join(partBounds);
                done += end - part * PartRows;
                progress?.Report(new BuildProgress(Stage, done, source.Count));
            }
        }
    }
}
