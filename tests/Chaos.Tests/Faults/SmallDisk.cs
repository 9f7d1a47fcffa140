using Tandem.Storage.Tests;

namespace Tandem.Chaos.Tests.Faults;

/// <summary>A file system of its own on the machine's disk, which can be filled. Where the machine does not allow it, an ordinary folder.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _home = new();

    /// <param name="size">As <c>truncate</c> reads it.</param>
    public SmallDisk(string size)
    {
        string image = _home.File("disk");
        Directory.CreateDirectory(Folder);
        CanBeFilled = System.Environment.IsPrivilegedProcess
            && Shell.Try("truncate", "-s", size, image)
            && Shell.Try("mkfs.ext4", "-q", image)
            && Shell.Try("mount", "-o", "loop", image, Folder);
    }

    public bool CanBeFilled { get; }

    public string Folder => _home.File("mounted");

    private string Ballast => Path.Combine(Folder, "ballast");

    /// <summary>Not a byte is left.</summary>
    public void Fill()
    {
        byte[] block = new byte[1 << 20];
        for (int size = block.Length; size >= 512; size /= 2)
        {
            try
            {
                while (true)
                {
                    using FileStream file = new(Ballast, FileMode.Append);
                    file.Write(block, 0, size);
                    file.Flush(flushToDisk: true);
                }
            }
            catch (IOException)
            {
            }
        }
    }

    public void Free() => File.Delete(Ballast);

    public void Dispose()
    {
        if (CanBeFilled)
            Shell.Try("umount", "--lazy", Folder);
        _home.Dispose();
    }
}
