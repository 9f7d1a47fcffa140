namespace Tandem.Features.Onnx.Tests;

/// <summary>A temporary folder with a tiny model and its WordPiece vocabulary.</summary>
internal sealed class EncoderFolder : IDisposable
{
    /// <summary>Uncased, with a capital that has no small form; the number of a token is its place.</summary>
    public static readonly string[] Tokens =
        ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "red", "blue", "shoe", "##s", "cafe", "иод", ",", "платье", "ℝ", "long"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tandem-onnx-");

    public string this[string name] => Path.Combine(_folder.FullName, name);

    public OnnxEncoderOptions Options => new(this["model.onnx"], this["vocab.txt"]);

    public EncoderFolder(TinyModel? model = null)
    {
        (model ?? new TinyModel { Tokens = Tokens.Length }).Write(this["model.onnx"]);
        File.WriteAllLines(this["vocab.txt"], Tokens);
    }

    public static int NumberOf(string token) => Array.IndexOf(Tokens, token);

    /// <summary>The mean of the tokens' vectors at length 1, by the book.</summary>
    public static float[] MeanOf(params string[] tokens) => Unit(Enumerable.Range(0, TinyModel.Dimension)
        .Select(d => tokens.Select(token => TinyModel.RowOf(NumberOf(token))[d]).Sum()));

    public static float[] Unit(IEnumerable<float> values)
    {
        float[] vector = [.. values];
        double norm = Math.Sqrt(vector.Sum(static value => (double)value * value));
        return [.. vector.Select(value => (float)(value / norm))];
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
