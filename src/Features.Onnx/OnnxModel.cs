using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Tandem.Domain;

namespace Tandem.Features.Onnx;

/// <summary>An ONNX session whose inputs and output are those of a sentence encoder. Thread-safe; a run takes one thread.</summary>
internal sealed class OnnxModel : IDisposable
{
    private const string Ids = "input_ids";
    private const string Mask = "attention_mask";
    private const string Types = "token_type_ids";

    private static readonly string[] TokenOutputs = ["last_hidden_state", "token_embeddings"];
    private static readonly string[] TextOutputs = ["sentence_embedding", "text_embeds", "pooler_output"];

    private readonly string _file;
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
    private readonly string[] _inputs;
    private readonly string[] _outputs;
    private readonly bool[] _wide; // Whether an input is of 64-bit integers, not of 32-bit ones.

    private OnnxModel(string file, InferenceSession session, Pooling pooling)
    {
        _file = file;
        _session = session;
        _inputs = [.. session.InputMetadata.Keys];
        _wide = [.. _inputs.Select(IsWide)];
        _outputs = [Output(pooling)];
    }

    /// <exception cref="TandemException">The file is no ONNX model, or none of a sentence encoder.</exception>
    public static OnnxModel Open(string file, Pooling pooling)
    {
        InferenceSession session;
        try
        {
            // One thread a run: the build runs one for each of its own. What goes wrong is thrown; it need not be logged too.
            using SessionOptions options = new() { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            session = new InferenceSession(file, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new TandemException($"'{file}' cannot be loaded as an ONNX model: {e.Message} Export the sentence encoder to ONNX anew.", e);
        }

        try
        {
            return new OnnxModel(file, session, pooling);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Runs a batch.</summary>
    /// <param name="ids">Token numbers, row-major [texts, length].</param>
    /// <param name="mask">1 for a token and 0 for padding, likewise.</param>
    /// <param name="texts">Rows.</param>
    /// <param name="length">Columns.</param>
    /// <returns>The output with its shape: [texts, length, dimension], or [texts, dimension] with <see cref="Pooling.Model"/>.</returns>
    /// <exception cref="OnnxRuntimeException">The model refuses the batch.</exception>
    public (float[] Values, int[] Shape) Run(long[] ids, long[] mask, int texts, int length)
    {
        List<OrtValue> inputs = new(_inputs.Length);
        try
        {
            for (int i = 0; i < _inputs.Length; i++)
            {
                long[] values = _inputs[i] switch { Ids => ids, Mask => mask, _ => new long[ids.Length] };
                inputs.Add(_wide[i]
                    ? OrtValue.CreateTensorValueFromMemory(values, [texts, length])
                    : OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, static value => (int)value), [texts, length]));
            }

            using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(_run, _inputs, inputs, _outputs);
            return (outputs[0].GetTensorDataAsSpan<float>().ToArray(), [.. outputs[0].GetTensorTypeAndShape().Shape.Select(static side => (int)side)]);
        }
        finally
        {
            inputs.ForEach(static input => input.Dispose());
        }
    }

    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }

    private bool IsWide(string name)
    {
        NodeMetadata input = _session.InputMetadata[name];
        bool known = name is Ids or Mask or Types && input.IsTensor && (input.ElementDataType is TensorElementType.Int64 or TensorElementType.Int32);
        if (!known || !_session.InputMetadata.ContainsKey(Ids))
        {
            throw new TandemException(
                $"The model '{_file}' has the inputs {Describe(_session.InputMetadata)}. A sentence encoder has {Ids}, {Mask} and {Types} of int64 or int32, the first at least.");
        }

        return input.ElementDataType == TensorElementType.Int64;
    }

    private string Output(Pooling pooling)
    {
        int rank = pooling == Pooling.Model ? 2 : 3;
        string[] fitting =
        [
            .. _session.OutputMetadata
                .Where(pair => pair.Value.IsTensor && pair.Value.ElementDataType == TensorElementType.Float && pair.Value.Dimensions.Length == rank)
                .Select(static pair => pair.Key),
        ];
        return (rank == 2 ? TextOutputs : TokenOutputs).Concat(fitting).FirstOrDefault(fitting.Contains)
            ?? throw new TandemException(
                $"The model '{_file}' has the outputs {Describe(_session.OutputMetadata)}, none of them float32 and of rank {rank}. "
                + (rank == 3 ? "A model that gives one vector a text goes with the pooling 'model'." : "A model that gives a vector for each token goes with the pooling 'mean' or 'cls'."));
    }

    private static string Describe(IReadOnlyDictionary<string, NodeMetadata> nodes) => string.Join(
        ", ",
        nodes.Select(static pair => pair.Value.IsTensor ? $"{pair.Key} ({pair.Value.ElementDataType}, rank {pair.Value.Dimensions.Length})" : $"{pair.Key} (no tensor)"));
}
