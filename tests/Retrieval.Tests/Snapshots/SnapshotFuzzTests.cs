using FsCheck.Xunit;
using Tandem.Retrieval.Snapshots;

namespace Tandem.Retrieval.Tests.Snapshots;

public sealed class SnapshotFuzzTests : IDisposable
{
    private readonly SnapshotFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Property(MaxTest = 30)]
    public void Open_AnyDamage_IsRefusedOrChangesNothing(int seed)
    {
        Random random = new(seed);
        string path = _folder.WriteSample(random);
        byte[] sound = File.ReadAllBytes(path);
        Dictionary<string, byte[]> before = Read(path);
        for (int damage = 0; damage < 30; damage++)
        {
            File.WriteAllBytes(path, FileDamage.Any(sound, random));

            AssertRefusedOrEqual(path, before);
        }
    }

    // Each byte in turn, so that no field is left to luck.
    [Fact]
    public void Open_AnyByteOfHeaderAndTableFlipped_IsRefused()
    {
        string path = _folder.WriteSample(new Random(7));
        byte[] sound = File.ReadAllBytes(path);
        for (int i = 0; i < SnapshotFormat.HeaderLength + (4 * SnapshotFormat.EntryLength); i++)
        {
            byte[] damaged = [.. sound];
            damaged[i] ^= (byte)(1 << (i % 8));
            File.WriteAllBytes(path, damaged);

            Assert.Throws<SnapshotRefusedException>(() => SnapshotFolder.Open(path, SnapshotVerification.Header));
        }
    }

    [Fact]
    public void Open_TruncatedAnywhere_IsRefused()
    {
        string path = _folder.WriteSample(new Random(8));
        byte[] sound = File.ReadAllBytes(path);
        for (int length = 0; length < sound.Length; length++)
        {
            File.WriteAllBytes(path, sound[..length]);

            Assert.Throws<SnapshotRefusedException>(() => SnapshotFolder.Open(path, SnapshotVerification.Header));
        }
    }

    private static void AssertRefusedOrEqual(string path, Dictionary<string, byte[]> before)
    {
        Dictionary<string, byte[]> after;
        try
        {
            after = Read(path);
        }
        catch (SnapshotRefusedException refused)
        {
            Assert.NotEmpty(refused.Reason);
            return;
        }

        Assert.Equal(before, after);
    }

    private static Dictionary<string, byte[]> Read(string path)
    {
        SnapshotFile file = SnapshotFolder.Open(path);
        Dictionary<string, byte[]> content = file.Sections.ToDictionary(name => name, name => file.ReadArray<byte>(name));
        content.Add("header", [.. BitConverter.GetBytes(file.Dimension), .. BitConverter.GetBytes(file.Count), .. System.Text.Encoding.ASCII.GetBytes(file.Kind)]);
        return content;
    }
}
