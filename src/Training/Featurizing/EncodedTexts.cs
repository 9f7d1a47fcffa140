using Tandem.Domain;
using Tandem.Features.Fused;

namespace Tandem.Training.Featurizing;

/// <summary>The directions of the items' texts that a build's text encoder made, by row; thread-safe. Dispose of it after use.</summary>
internal sealed class EncodedTexts : IDisposable
{
    private readonly FusedMatrixFile _matrix;

    private EncodedTexts(FusedMatrixFile matrix) => _matrix = matrix;

    /// <summary>Opens what is in a folder; null if no encoder was given.</summary>
    /// <exception cref="TandemException">It is missing, damaged or of another encoder.</exception>
    public static EncodedTexts? Open(string folder, TextEncoderNote? encoder, CancellationToken cancellation) => encoder is null
        ? null
        : new EncodedTexts(FusedMatrixFile.Open(FeatureFiles.Texts(folder), FeatureFiles.Ids(folder), encoder.Schema, cancellation));

    /// <summary>The item of a row with its direction; without one if it has no text.</summary>
    public ItemDescription With(ItemDescription item, long row)
    {
        ReadOnlySpan<Half> values = _matrix.Row(row);
        float[] vector = new float[values.Length];
        bool any = false;
        for (int d = 0; d < vector.Length; d++)
        {
            vector[d] = (float)values[d];
            any |= vector[d] != 0;
        }

        return item with { TextVector = any ? vector : null };
    }

    /// <summary>All items of a dataset with their directions.</summary>
    /// <exception cref="TandemException">The dataset's items are not those that the features were built on.</exception>
    public static IEnumerable<ItemDescription> Attach(FeatureFolder features, IEnumerable<ItemDescription> items, CancellationToken cancellation)
    {
        using EncodedTexts? texts = Open(features.Path, features.Note.TextEncoder, cancellation);
        if (texts is null)
        {
            foreach (ItemDescription item in items)
            {
                yield return item;
            }

            yield break;
        }

        using IEnumerator<string> ids = FusedIds.Read(FeatureFiles.Ids(features.Path)).GetEnumerator();
        long row = 0;
        foreach (ItemDescription item in items)
        {
            if (!ids.MoveNext() || ids.Current != item.ItemId)
            {
                throw new TandemException(
                    $"The dataset's item {row} is '{item.ItemId}', that of the features in '{features.Path}' {(row < texts._matrix.Count ? $"'{ids.Current}'" : "not there")}. Their texts were encoded by '{features.Note.TextEncoder!.Name}' for the dataset '{features.Note.Dataset}' as it was: build the features again.");
            }

            yield return texts.With(item, row++);
        }
    }

    public void Dispose() => _matrix.Dispose();
}
