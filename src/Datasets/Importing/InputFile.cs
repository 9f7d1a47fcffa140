using System.IO.Compression;
using System.Text;
using Tandem.Domain;

namespace Tandem.Datasets.Importing;

/// <summary>A text file, gzipped if its name ends in <c>.gz</c>, whose progress is counted in bytes of the file on disk.</summary>
internal sealed class InputFile : IDisposable
{
    private readonly FileStream _stream;

    private InputFile(string path, FileStream stream)
    {
        Path = path;
        _stream = stream;
        Stream content = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(stream, CompressionMode.Decompress)
            : stream;
        Text = new StreamReader(content, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
    }

    public string Path { get; }

    public string Name => System.IO.Path.GetFileName(Path);

    public StreamReader Text { get; }

    public static InputFile Open(string path)
    {
        try
        {
            return new InputFile(path, new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TandemException($"{path} cannot be opened: {e.Message}", e);
        }
    }

    public ProgressReport Progress(string stage, string? detail = null) => new(stage, _stream.Position, _stream.Length, detail);

    public void Dispose()
    {
        Text.Dispose();
        _stream.Dispose();
    }
}
