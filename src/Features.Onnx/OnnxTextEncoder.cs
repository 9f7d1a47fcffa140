using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.OnnxRuntime;
using Tandem.Domain;
using Tandem.Features.Onnx.Vocabularies;
using Tandem.Features.Text;

namespace Tandem.Features.Onnx;

/// <summary>
/// A sentence encoder that somebody else trained, as an ONNX model and its vocabulary: tokens, the model, pooling, length 1. Texts of like
/// length share a batch, so little is padded.
/// </summary>
/// <remarks>Thread-safe; each call runs on the thread that makes it, so give it as many as there are processors.</remarks>
public sealed class OnnxTextEncoder : ITextEncoder, IDisposable
{
    /// <summary>A model that knows more tokens than its vocabulary by this share was made with another; tables are padded by less.</summary>
    private const double PaddedShare = 0.125;
    private const int PaddedTokens = 1024;

    private readonly OnnxEncoderOptions _options;
    private readonly TextVocabulary _vocabulary;
    private readonly OnnxModel _model;

    private OnnxTextEncoder(OnnxEncoderOptions options, TextVocabulary vocabulary, OnnxModel model)
    {
        _options = options;
        _vocabulary = vocabulary;
        _model = model;
        Dimension = Probe();
        Identity = Identify();
    }

    public string Name => Path.GetFileName(_options.Model);

    public string Identity { get; }

    public int Dimension { get; }

    /// <summary>Loads both files and tries them with each other.</summary>
    /// <exception cref="TandemException">A file is missing or of another kind, the model is none of a sentence encoder, or the vocabulary is not the model's.</exception>
    public static OnnxTextEncoder Open(OnnxEncoderOptions options)
    {
        options.Validate();
        TextVocabulary vocabulary = TextVocabulary.Read(options.Vocabulary);
        OnnxModel model = OnnxModel.Open(options.Model, options.Pooling);
        try
        {
            return new OnnxTextEncoder(options, vocabulary, model);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    public void Encode(IReadOnlyList<string> texts, Span<float> destination, CancellationToken cancellation)
    {
        if (destination.Length != texts.Count * Dimension)
        {
            throw new ArgumentException($"{texts.Count} vectors of {Dimension} dimensions do not fit in {destination.Length} places.", nameof(destination));
        }

        destination.Clear();
        int[][] tokens = [.. texts.Select(text => _vocabulary.Encode(text, _options.MaxTokens))];
        int[] order = [.. Enumerable.Range(0, tokens.Length).Where(text => tokens[text].Length > 0).OrderBy(text => tokens[text].Length)];
        foreach (int[] batch in order.Chunk(_options.BatchTexts))
        {
            cancellation.ThrowIfCancellationRequested();
            EncodeBatch(batch, tokens, destination);
        }
    }

    public void Dispose() => _model.Dispose();

    private void EncodeBatch(int[] batch, int[][] tokens, Span<float> destination)
    {
        int length = tokens[batch[^1]].Length;
        long[] ids = new long[batch.Length * length];
        long[] mask = new long[ids.Length];
        Array.Fill(ids, _vocabulary.Padding);
        for (int row = 0; row < batch.Length; row++)
        {
            int[] text = tokens[batch[row]];
            for (int i = 0; i < text.Length; i++)
            {
                ids[(row * length) + i] = text[i];
            }

            mask.AsSpan(row * length, text.Length).Fill(1);
        }

        float[] output = Run(ids, mask, batch.Length, length).Values;
        for (int row = 0; row < batch.Length; row++)
        {
            Pool(output, row, length, tokens[batch[row]].Length, destination.Slice(batch[row] * Dimension, Dimension));
        }
    }

    /// <param name="output">As <see cref="OnnxModel.Run"/> gives it.</param>
    /// <param name="row">The text's.</param>
    /// <param name="length">Tokens of a row with padding.</param>
    /// <param name="tokens">Tokens of this one without.</param>
    private void Pool(float[] output, int row, int length, int tokens, Span<float> vector)
    {
        int rowTokens = _options.Pooling == Pooling.Model ? 1 : length;
        int pooled = _options.Pooling == Pooling.Mean ? tokens : 1;
        for (int token = 0; token < pooled; token++)
        {
            ReadOnlySpan<float> one = output.AsSpan(((row * rowTokens) + token) * Dimension, Dimension);
            for (int d = 0; d < vector.Length; d++)
            {
                vector[d] += one[d];
            }
        }

        double squared = 0;
        foreach (float value in vector)
        {
            squared += (double)value * value;
        }

        if (!double.IsFinite(squared))
        {
            throw new TandemException($"The model '{_options.Model}' gave a vector that holds a value that is no finite number. Export it in float32.");
        }

        float scale = squared > 0 ? (float)(1 / Math.Sqrt(squared)) : 0;
        for (int d = 0; d < vector.Length; d++)
        {
            vector[d] *= scale;
        }
    }

    private (float[] Values, int[] Shape) Run(long[] ids, long[] mask, int texts, int length)
    {
        try
        {
            return _model.Run(ids, mask, texts, length);
        }
        catch (OnnxRuntimeException e)
        {
            throw new TandemException(
                $"The model '{_options.Model}' refuses {texts} texts of {length} tokens: {e.Message} Is a text longer than it takes (the option MaxTokens is {_options.MaxTokens})?", e);
        }
    }

    /// <summary>Runs a text of two tokens, of the vocabulary's last token, of one beyond it, and of the full length. Returns the dimension.</summary>
    private int Probe()
    {
        (float[] _, int[] shape) = Run([0, 0], [1, 1], 1, 2);
        int rank = _options.Pooling == Pooling.Model ? 2 : 3;
        int[] expected = rank == 2 ? [1] : [1, 2];
        if (shape.Length != rank || !shape.AsSpan(0, rank - 1).SequenceEqual(expected) || shape[^1] < 1)
        {
            throw new TandemException(
                $"For a text of two tokens the model '{_options.Model}' gives an output of the shape [{string.Join(", ", shape)}], where the pooling '{_options.Pooling}' needs [{string.Join(", ", expected)}, dimension].");
        }

        if (!Knows(_vocabulary.Size - 1))
        {
            throw Mismatch("fewer");
        }

        if (Knows(_vocabulary.Size + Math.Max(PaddedTokens, (int)(PaddedShare * _vocabulary.Size))))
        {
            throw Mismatch("many more");
        }

        // Says now, not after hours, that the model has fewer positions.
        long[] longest = new long[_options.MaxTokens];
        Array.Fill(longest, _vocabulary.Padding);
        Run(longest, [.. longest.Select(static _ => 1L)], 1, longest.Length);
        return shape[^1];
    }

    private bool Knows(int token)
    {
        try
        {
            _model.Run([token, token], [1, 1], 1, 2);
            return true;
        }
        catch (OnnxRuntimeException)
        {
            return false;
        }
    }

    private TandemException Mismatch(string how) => new(
        $"The vocabulary '{_options.Vocabulary}' has {_vocabulary.Size} tokens, the model '{_options.Model}' knows {how}: they do not belong together. Give the vocabulary that came with the model.");

    private string Identify()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        // Weights of a large model lie in files beside it whose names begin with its own.
        string folder = Path.GetDirectoryName(Path.GetFullPath(_options.Model))!;
        foreach (string file in Directory.GetFiles(folder, Name + "*").Order(StringComparer.Ordinal).Append(_options.Vocabulary))
        {
            using FileStream stream = File.OpenRead(file);
            hash.AppendData(SHA256.HashData(stream));
        }

        // A batch's size only rounds.
        hash.AppendData(Encoding.ASCII.GetBytes(FormattableString.Invariant($"{_options.Pooling} {_options.MaxTokens}")));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }
}
