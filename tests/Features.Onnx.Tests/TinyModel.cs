using System.Runtime.InteropServices;
using System.Text;
using Tandem.Features.Onnx.Vocabularies;

namespace Tandem.Features.Onnx.Tests;

/// <summary>
/// Writes a real ONNX file (onnx.proto, opset 13) of the smallest sentence encoder: a table of token vectors that <c>input_ids</c> are looked up
/// in. <see cref="RowOf"/> says what the table holds.
/// </summary>
internal sealed record TinyModel
{
    private const int Float = 1;
    private const int Int32 = 6;
    private const int Int64 = 7;

    public const int Dimension = 5;

    /// <summary>Rows of the table.</summary>
    public required int Tokens { get; init; }

    public string[] Inputs { get; init; } = ["input_ids", "attention_mask", "token_type_ids"];

    /// <summary>Takes 32-bit token numbers.</summary>
    public bool Narrow { get; init; }

    /// <summary>Takes the mean over the tokens itself, so the output has rank 2.</summary>
    public bool Pools { get; init; }

    /// <summary>The vector of a token.</summary>
    public static float[] RowOf(int token) => [.. Enumerable.Range(0, Dimension).Select(d => MathF.Sin((token * 1.7f) + (d * d) + 1))];

    public void Write(string file)
    {
        float[] table = [.. Enumerable.Range(0, Tokens).SelectMany(RowOf)];
        byte[] graph = Message(to =>
        {
            ProtobufFields.Bytes(to, 1, Node("Gather", ["table", Inputs[0]], "last_hidden_state"));
            if (Pools)
            {
                ProtobufFields.Bytes(to, 1, Node("ReduceMean", ["last_hidden_state"], "sentence_embedding", ("axes", 1), ("keepdims", 0)));
            }

            Text(to, 2, "tiny");
            ProtobufFields.Bytes(to, 5, Message(tensor =>
            {
                ProtobufFields.Integer(tensor, 1, Tokens);
                ProtobufFields.Integer(tensor, 1, Dimension);
                ProtobufFields.Integer(tensor, 2, Float);
                Text(tensor, 8, "table");
                ProtobufFields.Bytes(tensor, 9, MemoryMarshal.AsBytes(table.AsSpan()));
            }));
            foreach (string input in Inputs)
            {
                ProtobufFields.Bytes(to, 11, Value(input, Narrow ? Int32 : Int64, ["batch", "tokens"]));
            }

            ProtobufFields.Bytes(to, 12, Pools ? Value("sentence_embedding", Float, ["batch", "d"]) : Value("last_hidden_state", Float, ["batch", "tokens", "d"]));
        });
        File.WriteAllBytes(file, Message(to =>
        {
            ProtobufFields.Integer(to, 1, 8);
            ProtobufFields.Bytes(to, 7, graph);
            ProtobufFields.Bytes(to, 8, Message(static opset => ProtobufFields.Integer(opset, 2, 13)));
        }));
    }

    private static byte[] Node(string type, string[] inputs, string output, params (string Name, int Value)[] attributes) => Message(to =>
    {
        Array.ForEach(inputs, input => Text(to, 1, input));
        Text(to, 2, output);
        Text(to, 4, type);
        foreach ((string name, int value) in attributes)
        {
            ProtobufFields.Bytes(to, 5, Message(attribute =>
            {
                bool list = name == "axes";
                Text(attribute, 1, name);
                ProtobufFields.Integer(attribute, list ? 8 : 3, value);
                ProtobufFields.Integer(attribute, 20, list ? 7 : 2);
            }));
        }
    });

    private static byte[] Value(string name, int type, string[] sides) => Message(to =>
    {
        Text(to, 1, name);
        ProtobufFields.Bytes(to, 2, Message(outer => ProtobufFields.Bytes(outer, 1, Message(tensor =>
        {
            ProtobufFields.Integer(tensor, 1, type);
            ProtobufFields.Bytes(tensor, 2, Message(shape => Array.ForEach(sides, side => ProtobufFields.Bytes(shape, 1, Message(to => Text(to, 2, side))))));
        }))));
    });

    private static void Text(MemoryStream to, int field, string text) => ProtobufFields.Bytes(to, field, Encoding.UTF8.GetBytes(text));

    private static byte[] Message(Action<MemoryStream> write)
    {
        using MemoryStream stream = new();
        write(stream);
        return stream.ToArray();
    }
}
