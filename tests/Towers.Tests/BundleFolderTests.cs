using System.Text;
using System.Text.Json.Nodes;

namespace Tandem.Towers.Tests;

public sealed class BundleFolderTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.FromHours(1));
    private readonly string _root = Directory.CreateTempSubdirectory("tandem-bundle-").FullName;

    private string Folder => Path.Combine(_root, "bundle");

    private string ManifestPath => Path.Combine(Folder, BundleFolder.ManifestFileName);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Write_ThenOpen_GivesTheManifestAndTheFiles()
    {
        BundleFolder written = WriteBundle();

        BundleFolder opened = BundleFolder.Open(Folder);

        Assert.Equal(Folder, opened.Path);
        Assert.Equal(written.Manifest.Version, opened.Manifest.Version);
        Assert.Equal(written.Manifest.Shape, opened.Manifest.Shape);
        Assert.Equal(written.Manifest.TrainedUntil, opened.Manifest.TrainedUntil);
        Assert.Equal(written.Manifest.Metrics, opened.Manifest.Metrics);
        Assert.Equal(["a.bin", "b.txt"], opened.Manifest.Checksums.Keys);
        using StreamReader reader = new(opened.OpenFile("b.txt"));
        Assert.Equal("hello", reader.ReadToEnd());
    }

    [Fact]
    public void Write_SameContent_GivesTheSameBytes()
    {
        WriteBundle();
        byte[] first = File.ReadAllBytes(ManifestPath);
        Directory.Delete(Folder, recursive: true);

        WriteBundle();

        Assert.Equal(first, File.ReadAllBytes(ManifestPath));
    }

    [Fact]
    public void Write_Version_IsTheTimeInUtcAndADigestOfTheContent()
    {
        string version = WriteBundle().Manifest.Version;
        Directory.Delete(Folder, recursive: true);
        string other = WriteBundle(text: "other").Manifest.Version;

        Assert.Matches("^20260304T040607Z-[0-9a-f]{8}$", version);
        Assert.NotEqual(version, other);
    }

    [Fact]
    public void Write_Checksums_AreSha256() =>
        Assert.Equal(
            "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", WriteBundle().Manifest.Checksums["b.txt"]);

    [Fact]
    public void Write_FileThatFails_LeavesNothing()
    {
        Dictionary<string, Action<Stream>> files = new()
        {
            ["a.bin"] = stream => stream.Write([1]),
            ["b.bin"] = _ => throw new InvalidOperationException("disk on fire"),
        };

        Assert.Throws<InvalidOperationException>(() => BundleFolder.Write(Folder, Manifest(), files, new FixedTime(Now)));

        Assert.Empty(Directory.EnumerateFileSystemEntries(_root));
    }

    [Fact]
    public void Write_WriterThatClosesItsStream_Works()
    {
        Dictionary<string, Action<Stream>> files = new()
        {
            ["a.bin"] = stream =>
            {
                stream.Write([1, 2]);
                stream.Dispose();
            },
        };

        BundleFolder.Write(Folder, Manifest(), files, new FixedTime(Now));

        Assert.Equal([1, 2], File.ReadAllBytes(Path.Combine(BundleFolder.Open(Folder).Path, "a.bin")));
    }

    [Fact]
    public void Write_FolderExists_IsRefused()
    {
        WriteBundle();
        Assert.Throws<IOException>(() => WriteBundle());
    }

    [Theory]
    [InlineData("../escape")]
    [InlineData("sub/file")]
    [InlineData("sub\\file")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("")]
    [InlineData("C:file")]
    [InlineData("bundle.json")]
    [InlineData("Bundle.JSON")]
    public void Write_BadFileName_IsRefused(string name)
    {
        Dictionary<string, Action<Stream>> files = new() { [name] = _ => { } };
        Assert.Throws<ArgumentException>(() => BundleFolder.Write(Folder, Manifest(), files, new FixedTime(Now)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_root));
    }

    [Fact]
    public void Write_NonFiniteMetric_IsRefused()
    {
        BundleManifest manifest = Manifest() with { Metrics = new Dictionary<string, double> { ["ndcg"] = double.NaN } };
        Assert.Throws<ArgumentException>(
            () => BundleFolder.Write(Folder, manifest, new Dictionary<string, Action<Stream>>(), new FixedTime(Now)));
    }

    [Fact]
    public void Open_AnyByteOfAFileChanged_NamesTheFile()
    {
        WriteBundle();
        string file = Path.Combine(Folder, "a.bin");
        byte[] bytes = File.ReadAllBytes(file);
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] tampered = [.. bytes];
            tampered[i] ^= 1;
            File.WriteAllBytes(file, tampered);
            AssertRefused("a.bin");
        }
    }

    [Fact]
    public void Open_AnyByteOfTheManifestChanged_IsRefused()
    {
        WriteBundle();
        byte[] bytes = File.ReadAllBytes(ManifestPath);
        int timeStart = Encoding.UTF8.GetString(bytes).IndexOf("20260304T", StringComparison.Ordinal);
        for (int i = 0; i < bytes.Length; i++)
        {
            // White space between tokens carries nothing, and the time in the version is a name only.
            if (char.IsWhiteSpace((char)bytes[i]) || (i >= timeStart && i < timeStart + 16))
            {
                continue;
            }

            byte[] tampered = [.. bytes];
            tampered[i] ^= 1;
            File.WriteAllBytes(ManifestPath, tampered);
            AssertRefused(BundleFolder.ManifestFileName);
        }
    }

    [Fact]
    public void Open_MissingFile_NamesIt()
    {
        WriteBundle();
        File.Delete(Path.Combine(Folder, "b.txt"));
        AssertRefused("b.txt");
    }

    [Fact]
    public void Open_ForeignFile_NamesIt()
    {
        WriteBundle();
        File.WriteAllText(Path.Combine(Folder, "stranger.txt"), "");
        AssertRefused("stranger.txt");
    }

    [Fact]
    public void Open_ForeignFolder_NamesIt()
    {
        WriteBundle();
        Directory.CreateDirectory(Path.Combine(Folder, "sub"));
        AssertRefused("sub");
    }

    [Fact]
    public void Open_UnknownFormatVersion_SaysBothVersions()
    {
        WriteBundle();
        ChangeManifest(json => json["formatVersion"] = 2);
        AssertRefused("formatVersion 2");
    }

    [Fact]
    public void Open_ManifestThatListsAPathOutside_NamesIt()
    {
        File.WriteAllText(Path.Combine(_root, "outside.txt"), "hello");
        BundleManifest manifest = Manifest();
        Dictionary<string, string> checksums = new()
        {
            ["../outside.txt"] = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
        };
        Directory.CreateDirectory(Folder);
        File.WriteAllBytes(ManifestPath, BundleManifestFile.Complete(manifest, checksums, Now).Json);
        AssertRefused("../outside.txt");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"formatVersion\":1}")]
    [InlineData("{\"formatVersion\":1,\"formatVersion\":1}")]
    [InlineData("{\"formatVersion\":")]
    public void Open_ManifestOfAnotherShape_IsRefused(string json)
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(ManifestPath, json);
        AssertRefused(BundleFolder.ManifestFileName);
    }

    [Fact]
    public void Open_NoManifest_IsRefused()
    {
        Directory.CreateDirectory(Folder);
        AssertRefused(BundleFolder.ManifestFileName);
    }

    [Fact]
    public void Open_FolderOfAWriteThatNeverFinished_IsRefused()
    {
        WriteBundle();
        string temporary = Path.Combine(_root, ".bundle.0.tmp");
        Directory.Move(Folder, temporary);
        Assert.Throws<InvalidDataException>(() => BundleFolder.Open(temporary));
    }

    [Fact]
    public void Write_WhileWriting_TheFinalFolderDoesNotExist()
    {
        bool seen = true;
        Dictionary<string, Action<Stream>> files = new() { ["a.bin"] = _ => seen = Directory.Exists(Folder) };
        BundleFolder.Write(Folder, Manifest(), files, new FixedTime(Now));
        Assert.False(seen);
    }

    [Fact]
    public void OpenFile_UnknownName_IsRefused() =>
        Assert.Contains(
            "../b.txt", Assert.Throws<InvalidDataException>(() => WriteBundle().OpenFile("../b.txt")).Message, StringComparison.Ordinal);

    private BundleFolder WriteBundle(string text = "hello")
    {
        Dictionary<string, Action<Stream>> files = new()
        {
            ["b.txt"] = stream => stream.Write(Encoding.UTF8.GetBytes(text)),
            ["a.bin"] = stream => stream.Write([1, 2, 3, 250]),
        };
        return BundleFolder.Write(Folder, Manifest(), files, new FixedTime(Now));
    }

    private static BundleManifest Manifest() => new()
    {
        Version = "",
        Dataset = "a \"shop\" für <alle>",
        FeatureSchemaHash = "abc",
        Shape = TestWeights.OddShape,
        Target = "softmax",
        TrainedUntil = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero),
        Items = 3,
        Metrics = new Dictionary<string, double> { ["z"] = 1.0 / 3, ["blend.ndcg@100"] = 1e-9 },
    };

    private void ChangeManifest(Action<JsonObject> change)
    {
        JsonObject json = JsonNode.Parse(File.ReadAllText(ManifestPath))!.AsObject();
        change(json);
        File.WriteAllText(ManifestPath, json.ToJsonString());
    }

    private void AssertRefused(string named)
    {
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => BundleFolder.Open(Folder));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
