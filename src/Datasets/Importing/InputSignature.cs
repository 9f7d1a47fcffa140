using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Tandem.Datasets.Importing;

/// <summary>Tells whether unfinished work may be gone on with: any change of its inputs or options gives another signature.</summary>
public static class InputSignature
{
    /// <summary>Bytes at the end of a file that are looked at: there Parquet keeps its footer, which names every page's place.</summary>
    private const int EndBytes = 1 << 16;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>SHA-256 of the options and, for each file, its path as given and in full, length, time of last change and last 64 KiB.</summary>
    public static string Of(IEnumerable<string> files, params object[] options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (object option in options)
        {
            Append(JsonSerializer.Serialize(option, Json) + "\n");
        }

        foreach (string path in files)
        {
            // Finished files are noted as they are named here: another way to name them is another input.
            FileInfo file = new(path);
            Append($"{path}\0{file.FullName}\0{file.Length}\0{file.LastWriteTimeUtc.Ticks}\n");
            hash.AppendData(EndOf(file));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text));
    }

    private static byte[] EndOf(FileInfo file)
    {
        using FileStream content = file.OpenRead();
        content.Position = Math.Max(0, content.Length - EndBytes);
        byte[] end = new byte[content.Length - content.Position];
        content.ReadExactly(end);
        return end;
    }
}
