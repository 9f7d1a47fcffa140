using Tandem.Domain;
using Tandem.Features.Numerics;

namespace Tandem.Features.Text;

/// <summary>The texts of an item, and one direction for all of them.</summary>
public static class ItemTexts
{
    /// <summary>The item's name and the values of the attributes that are texts, whatever the case of their names, as they were typed; none that is blank.</summary>
    public static IEnumerable<string> Of(ItemDescription item, IReadOnlyCollection<string> attributes)
    {
        if (!string.IsNullOrWhiteSpace(item.Name))
        {
            yield return item.Name;
        }

        foreach (ItemAttribute attribute in item.Attributes)
        {
            if (attributes.Contains(attribute.Name, StringComparer.OrdinalIgnoreCase) && !string.IsNullOrWhiteSpace(attribute.Value))
            {
                yield return attribute.Value;
            }
        }
    }

    /// <summary>
    /// The direction of the items' texts: the mean of the directions of an item's texts, scaled to length 1; zeros for an item without a text.
    /// </summary>
    /// <param name="encoder">Encodes each text by itself.</param>
    /// <param name="texts">The texts of each item.</param>
    /// <param name="destination">Row-major [items, <see cref="ITextEncoder.Dimension"/>].</param>
    /// <param name="cancellation">Stops the encoder.</param>
    public static void Encode(ITextEncoder encoder, IReadOnlyList<string[]> texts, Span<float> destination, CancellationToken cancellation)
    {
        int dimension = encoder.Dimension;
        destination.Clear();
        string[] all = [.. texts.SelectMany(static one => one)];
        float[] encoded = new float[all.Length * dimension];
        encoder.Encode(all, encoded, cancellation);
        int text = 0;
        for (int item = 0; item < texts.Count; item++)
        {
            Span<float> row = destination.Slice(item * dimension, dimension);
            foreach (string _ in texts[item])
            {
                Kernels.AddScaled(row, encoded.AsSpan(text++ * dimension, dimension), 1);
            }

            Kernels.Normalise(row);
        }
    }
}
