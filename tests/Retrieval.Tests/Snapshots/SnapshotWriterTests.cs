using Tandem.Retrieval.Snapshots;

namespace Tandem.Retrieval.Tests.Snapshots;

public sealed class SnapshotWriterTests : IDisposable
{
    private readonly SnapshotFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_FailsHalfway_LeavesTheFormerFileAndNothingElse()
    {
        string path = _folder.WriteSample(new Random(1));
        byte[] former = File.ReadAllBytes(path);

        Assert.Throws<InvalidOperationException>(
            () => _folder.Write(SnapshotSection.OfText("a", "a"), new SnapshotSection("b", 5, _ => throw new InvalidOperationException())));

        Assert.Equal(former, File.ReadAllBytes(path));
        Assert.Equal([Path.GetFileName(path)], _folder.Names);
    }

    [Fact]
    public void Write_Cancelled_LeavesNothing()
    {
        using CancellationTokenSource stop = new();
        stop.Cancel();

        Assert.Throws<OperationCanceledException>(
            () => SnapshotWriter.Write(_folder.File(), "sample", 3, 7, [SnapshotSection.OfText("a", "a")], null, stop.Token));

        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void Write_OverAMappedFile_LeavesTheReaderItsOwn()
    {
        _folder.Write(SnapshotSection.OfText("a", "former"));
        SnapshotFile former = _folder.Open();

        _folder.Write(SnapshotSection.OfText("a", "new"));

        Assert.Equal("former", former.ReadText("a"));
        Assert.Equal("new", _folder.Open().ReadText("a"));
    }

    [Fact]
    public void Write_SameContent_GivesTheSameBytes()
    {
        SnapshotFolder.Write(_folder.File("a"), SnapshotFolder.Sample(new Random(1)));
        SnapshotFolder.Write(_folder.File("b"), SnapshotFolder.Sample(new Random(1)));

        Assert.Equal(File.ReadAllBytes(_folder.File("a")), File.ReadAllBytes(_folder.File("b")));
    }

    [Fact]
    public void Write_OtherLengthThanDeclared_NamesTheSection()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => _folder.Write(new SnapshotSection("b", 5, stream => stream.WriteByte(1))));

        Assert.Contains("'b' wrote 1 bytes, it declared 5", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("straße")]
    [InlineData("a-name-that-is-longer-than-32-chars")]
    public void Write_MalformedName_IsRefused(string name) =>
        Assert.Throws<ArgumentException>(() => _folder.Write(SnapshotSection.OfText(name, "a")));

    [Fact]
    public void Write_NameTwice_IsRefused() =>
        Assert.Throws<ArgumentException>(
            () => _folder.Write(SnapshotSection.OfText("a", "a"), SnapshotSection.OfText("a", "b")));

    [Fact]
    public void Write_StreamWithContent_IsRefused()
    {
        using MemoryStream stream = new([1]);

        Assert.Throws<ArgumentException>(() => SnapshotWriter.Write(stream, "test", 1, 0, [], cancellation: TestContext.Current.CancellationToken));
    }
}
