namespace Tandem.Datasets.Importing;

/// <summary>Files that are there whole or not at all, whenever the program is cut off.</summary>
public static class DurableFile
{
    /// <summary>Writes beside <paramref name="file"/>, flushes to the disk and moves it to its name, over an older one.</summary>
    /// <param name="file">The file.</param>
    /// <param name="write">Writes the content.</param>
    public static void Write(string file, Action<Stream> write)
    {
        string next = Next(file);
        using (FileStream destination = File.Create(next))
        {
            write(destination);
            destination.Flush(flushToDisk: true);
        }

        File.Move(next, file, overwrite: true);
    }

    /// <summary>Where a file lies until it is whole.</summary>
    internal static string Next(string file) => file + ".new";

    /// <summary>Flushes what lies at <see cref="Next"/> to the disk and moves it to its name.</summary>
    /// <returns>Its length in bytes.</returns>
    internal static long Settle(string file)
    {
        string next = Next(file);
        long length;
        using (var written = new FileStream(next, FileMode.Open, FileAccess.ReadWrite))
        {
            written.Flush(flushToDisk: true);
            length = written.Length;
        }

        File.Move(next, file, overwrite: true);
        return length;
    }
}
