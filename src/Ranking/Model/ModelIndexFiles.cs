using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Tandem.Domain;
using Tandem.Retrieval;
using Tandem.Retrieval.Snapshots;
using Tandem.Towers;

namespace Tandem.Ranking;

/// <summary>
/// The indexes of a bundle that take long to build, as files that are mapped into memory. Each says which vectors it was built from, by schema and
/// checksum, and is refused for others.
/// </summary>
internal static class ModelIndexFiles
{
    private const string FusedFile = "fused.segment";
    private const string VectorsFile = "items.segment";

    /// <summary>Adds the files of indexes with lists; the others are built in milliseconds, and would only make the bundle larger.</summary>
    public static void Add(Dictionary<string, Action<Stream>> files, ServingModel model)
    {
        Add(FusedFile, model.Indexes.Fused, model.Parts.Fused);
        Add(VectorsFile, model.Indexes.Vectors, model.Parts.ItemVectors);

        void Add(string name, VectorSegment? segment, float[]? vectors)
        {
            if (segment is { Header.Lists: > 0 } && vectors is not null)
            {
                files[name] = stream => SegmentSnapshot.Write(stream, segment, Space(model.Parts, segment.Dimension, vectors));
            }
        }
    }

    /// <summary>The indexes that the bundle has.</summary>
    /// <exception cref="TandemException">One is damaged or of other vectors.</exception>
    public static ModelIndexes Open(BundleFolder bundle, ModelParts parts)
    {
        return new ModelIndexes(
            Open(FusedFile, parts.Features?.Schema.Dimension, parts.Fused), Open(VectorsFile, parts.Towers?.Shape.Embedding, parts.ItemVectors));

        VectorSegment? Open(string name, int? dimension, float[]? vectors)
        {
            if (!bundle.HasFile(name) || dimension is not { } values || vectors is null)
            {
                return null;
            }

            try
            {
                // The bundle's own checksums have been verified just now.
                return SegmentSnapshot.Open(bundle.PathOf(name), Space(parts, values, vectors), SnapshotVerification.Header);
            }
            catch (Exception error) when (error is SnapshotRefusedException or VectorSpaceMismatchException)
            {
                throw new TandemException($"{name} of the bundle at {bundle.Path} cannot be used: {error.Message} Build the bundle again.", error);
            }
        }
    }

    private static VectorSpace Space(ModelParts parts, int dimension, float[] vectors)
    {
        XxHash3 hash = new();
        const int AtOnce = 1 << 24;
        for (int first = 0; first < vectors.Length; first += AtOnce)
        {
            hash.Append(MemoryMarshal.AsBytes(vectors.AsSpan(first, Math.Min(AtOnce, vectors.Length - first))));
        }

        return new VectorSpace(dimension, parts.Manifest.FeatureSchemaHash, hash.GetCurrentHashAsUInt64().ToString("X16", CultureInfo.InvariantCulture));
    }
}
