using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tandem.Domain;
using Tandem.Features.Attributes;
using Tandem.Features.Categories;
using Tandem.Features.Embeddings;
using Tandem.Features.Format;
using Tandem.Features.Popularity;
using Tandem.Features.Text;

namespace Tandem.Features;

/// <summary>
/// The file: magic <c>TNDMFEAT</c>, format version (int32), payload length (int64), payload, SHA-256 of all before it;
/// little-endian. The payload is the parameters, whose SHA-256 is the schema's hash, then the report as JSON, then categories
/// that were added after the fit.
/// </summary>
public sealed partial class FittedFeatures
{
    /// <summary>Version of the file format that this program writes and reads.</summary>
    public const int FormatVersion = 5;

    private const int HeaderLength = 8 + sizeof(int) + sizeof(long);
    private const int HashCharacters = 32;

    private static readonly JsonSerializerOptions ReportJson = new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
    private static readonly IReadOnlyDictionary<string, double> NoSeconds = new Dictionary<string, double>();

    private static ReadOnlySpan<byte> Magic => "TNDMFEAT"u8;

    /// <summary>Writes the fit in its own binary format, with a checksum. The same fit gives the same bytes.</summary>
    public void Save(Stream destination)
    {
        using MemoryStream payload = new();
        using (FitWriter writer = new(payload))
        {
            WriteParameters(writer);
            writer.Write(JsonSerializer.Serialize(Report with { Seconds = NoSeconds }, ReportJson));
            _categories.SaveAdded(writer);
        }

        byte[] header = new byte[HeaderLength];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), FormatVersion);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(12), payload.Length);
        ReadOnlySpan<byte> body = payload.GetBuffer().AsSpan(0, (int)payload.Length);
        destination.Write(header);
        destination.Write(body);
        destination.Write(Checksum(header, body));
    }

    /// <exception cref="TandemException">The stream is damaged or of another format version.</exception>
    public static FittedFeatures Load(Stream source)
    {
        byte[] header = new byte[HeaderLength];
        if (source.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength || !header.AsSpan(0, 8).SequenceEqual(Magic))
        {
            throw new TandemException(
                "This is no file of fitted features: it does not begin with 'TNDMFEAT'. Give the file that `tandem features build` wrote.");
        }

        int version = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(8));
        if (version != FormatVersion)
        {
            throw new TandemException(
                $"The fitted features have format version {version}, this program reads version {FormatVersion}. Build them again with `tandem features build`.");
        }

        byte[] body = ReadBody(source, BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(12)));
        byte[] checksum = new byte[SHA256.HashSizeInBytes];
        if (source.ReadAtLeast(checksum, checksum.Length, throwOnEndOfStream: false) < checksum.Length)
        {
            throw Truncated(body.Length, body.Length);
        }

        if (!checksum.AsSpan().SequenceEqual(Checksum(header, body)))
        {
            throw new TandemException(
                "The fitted features are damaged: their SHA-256 checksum does not agree with their content. Copy the file again, or build it with `tandem features build`.");
        }

        using FitReader reader = new(new MemoryStream(body));
        return Read(reader);
    }

    private string ComputeHash()
    {
        using SHA256 hash = SHA256.Create();
        using (CryptoStream sink = new(Stream.Null, hash, CryptoStreamMode.Write))
        using (FitWriter writer = new(sink))
        {
            WriteParameters(writer);
        }

        return Convert.ToHexStringLower(hash.Hash!)[..HashCharacters];
    }

    private void WriteParameters(FitWriter writer)
    {
        writer.Write(FormatVersion);
        writer.Write(Schema.Attributes);
        writer.Write(Schema.Popularity);
        writer.Write(Schema.Category);
        writer.Write(Schema.Image);
        writer.Write(Schema.Text);
        _attributes.Save(writer);
        _popularity.Save(writer);
        _categories.SaveFitted(writer);
        _images.Save(writer);
        _text.Save(writer);
    }

    private static FittedFeatures Read(FitReader reader)
    {
        _ = reader.Int();
        FeatureSchema schema = new()
        {
            Attributes = reader.Int(),
            Popularity = reader.Int(),
            Category = reader.Int(),
            Image = reader.Int(),
            Text = reader.Int(),
        };
        AttributeBlock attributes = AttributeBlock.Load(reader);
        PopularityBlock popularity = PopularityBlock.Load(reader);
        CategoryBlock categories = CategoryBlock.LoadFitted(reader);
        EmbeddingBlock images = EmbeddingBlock.Load(reader, EmbeddingField.Image);
        TextBlock text = TextBlock.Load(reader);
        FitReport report = JsonSerializer.Deserialize<FitReport>(reader.Text(), ReportJson)
            ?? throw new TandemException("The fitted features have no report. Build them again with `tandem features build`.");
        FittedFeatures unnamed = new(schema, attributes, popularity, categories.LoadAdded(reader), images, text, report);
        return unnamed.WithHash(unnamed.ComputeHash());
    }

    /// <summary>Reads in pieces, so that a damaged length cannot ask for more memory than the stream has bytes.</summary>
    private static byte[] ReadBody(Stream source, long length)
    {
        const int Piece = 1 << 22;
        using MemoryStream body = new();
        byte[] buffer = new byte[(int)Math.Clamp(length, 0, Piece)];
        while (body.Length < length)
        {
            int read = source.Read(buffer, 0, (int)Math.Min(buffer.Length, length - body.Length));
            if (read == 0)
            {
                throw Truncated(body.Length, length);
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    private static TandemException Truncated(long found, long expected) => new(
        $"The fitted features are cut off: {found} of {expected} bytes of content and the checksum were expected. Copy the file again, or build it with `tandem features build`.");

    private static byte[] Checksum(ReadOnlySpan<byte> header, ReadOnlySpan<byte> body)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(header);
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }
}
