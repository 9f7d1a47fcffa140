using System.Runtime.InteropServices;
using Tandem.Retrieval.Memory;
using Tandem.Retrieval.Snapshots;

namespace Tandem.Retrieval.Tests.Snapshots;

public sealed class SnapshotFileTests : IDisposable
{
    private readonly SnapshotFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_WhatWasWritten_HasTheSameSections()
    {
        float[] floats = [1.5f, -0f, float.MaxValue];
        _folder.Write(SnapshotSection.Of<float>("vectors", floats), SnapshotSection.OfText("meta", "größe"), SnapshotSection.Of<int>("none", Array.Empty<int>()));

        SnapshotFile file = _folder.Open();

        Assert.Equal(("sample", 3, 7), (file.Kind, file.Dimension, file.Count));
        Assert.Equal(new FileInfo(_folder.File()).Length, file.Length);
        Assert.Equal(["meta", "none", "vectors"], file.Sections.Order());
        Assert.Equal(MemoryMarshal.AsBytes(floats.AsSpan()), MemoryMarshal.AsBytes<float>(file.ReadArray<float>("vectors")));
        Assert.Equal("größe", file.ReadText("meta"));
        Assert.Empty(file.ReadArray<int>("none"));
    }

    [Theory]
    [InlineData(1000, 64)]
    [InlineData((2 << 20) - 1, 64)]
    [InlineData(2 << 20, 2 << 20)]
    public void Open_Sections_AreAligned(int length, int alignment)
    {
        _folder.Write(SnapshotSection.OfText("a", "a"), SnapshotSection.Of<byte>("b", new byte[length]));

        SnapshotFile file = _folder.Open();

        // The first section lies right behind the header and the table of two.
        MemoryRegion region = file.Region("b");
        long offset = region.Address - file.Region("a").Address + 256;
        Assert.Equal(length, region.ByteCount);
        Assert.Equal(0, offset % alignment);
    }

    [Fact]
    public void Open_WithoutASection_NamesThoseThatAreThere()
    {
        SnapshotFile file = SnapshotFolder.Open(_folder.WriteSample(new Random(1)));

        SnapshotRefusedException error = Assert.Throws<SnapshotRefusedException>(() => file.ReadArray<byte>("lists"));
        Assert.Contains("'lists'", error.Message, StringComparison.Ordinal);
        Assert.Contains("vectors.f32", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Section_LengthThatIsNoMultiple_IsRefused()
    {
        _folder.Write(SnapshotSection.Of<byte>("a", new byte[7]));

        Assert.Throws<SnapshotRefusedException>(() => _folder.Open().ReadArray<float>("a"));
    }

    [Fact]
    public void Open_NoSuchFile_SaysSo() => Assert.Throws<FileNotFoundException>(() => SnapshotFolder.Open(_folder.File("none")));

    [Theory]
    [InlineData(new byte[0], "empty")]
    [InlineData(new byte[] { 1, 2, 3 }, "another kind")]
    public void Open_ForeignFile_SaysWhatItIs(byte[] content, string reason)
    {
        File.WriteAllBytes(_folder.File(), content);

        SnapshotRefusedException error = Assert.Throws<SnapshotRefusedException>(() => _folder.Open());
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
        Assert.Equal(_folder.File(), error.Path);
    }

    [Fact]
    public void Open_LongForeignFile_IsRefused()
    {
        byte[] content = new byte[5000];
        new Random(5).NextBytes(content);
        File.WriteAllBytes(_folder.File(), content);

        Assert.Contains("another kind", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OtherByteOrder_SaysBigEndian()
    {
        Change(_folder.WriteSample(new Random(2)), bytes => bytes.AsSpan(8, 4).Reverse());

        Assert.Contains("big-endian", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OtherVersion_SaysBothVersions()
    {
        Change(_folder.WriteSample(new Random(3)), bytes => bytes[12] = 9);

        string reason = Refusal();
        Assert.Contains("version 9", reason, StringComparison.Ordinal);
        Assert.Contains("version 1", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_Truncated_SaysBothLengths()
    {
        string path = _folder.WriteSample(new Random(4));
        long length = new FileInfo(path).Length;
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^10]);

        string reason = Refusal();
        Assert.Contains($"{length - 10}", reason, StringComparison.Ordinal);
        Assert.Contains($"{length}", reason, StringComparison.Ordinal);
        Assert.Contains("truncated", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_DamagedSection_NamesIt()
    {
        Change(_folder.WriteSample(new Random(5)), bytes => bytes[^1] ^= 1);

        Assert.Contains("'meta'", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_OpenedByItsHeaderOnly_FindsTheDamageLater()
    {
        Change(_folder.WriteSample(new Random(6)), bytes => bytes[^1] ^= 1);
        SnapshotFile file = SnapshotFolder.Open(_folder.File(), SnapshotVerification.Header);

        Assert.Contains("'meta'", Assert.Throws<SnapshotRefusedException>(() => file.Verify(TestContext.Current.CancellationToken)).Reason, StringComparison.Ordinal);
    }

    private string Refusal() => Assert.Throws<SnapshotRefusedException>(() => _folder.Open()).Reason;

    private static void Change(string path, Action<byte[]> change)
    {
        byte[] bytes = File.ReadAllBytes(path);
        change(bytes);
        File.WriteAllBytes(path, bytes);
    }
}
