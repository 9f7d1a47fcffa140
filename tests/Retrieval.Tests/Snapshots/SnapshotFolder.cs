using Tandem.Retrieval.Snapshots;

namespace Tandem.Retrieval.Tests.Snapshots;

/// <summary>A folder of one test.</summary>
internal sealed class SnapshotFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("tandem-snapshots-").FullName;

    public string File(string name = "segment.tvs") => Path.Combine(_path, name);

    public string[] Names => [.. Directory.EnumerateFiles(_path).Select(file => Path.GetFileName(file)!)];

    /// <summary>A snapshot of four sections: bytes, floats, none, text.</summary>
    public string WriteSample(Random random)
    {
        Write(Sample(random));
        return File();
    }

    public void Write(params SnapshotSection[] sections) => Write(File(), sections);

    public static void Write(string path, params SnapshotSection[] sections) =>
        SnapshotWriter.Write(path, "sample", 3, 7, sections, null, TestContext.Current.CancellationToken);

    public SnapshotFile Open() => Open(File());

    public static SnapshotFile Open(string path, SnapshotVerification verification = SnapshotVerification.Full) =>
        SnapshotFile.Open(path, verification, TestContext.Current.CancellationToken);

    public static SnapshotSection[] Sample(Random random)
    {
        byte[] codes = new byte[random.Next(1, 400)];
        random.NextBytes(codes);
        float[] floats = [.. Enumerable.Range(0, random.Next(1, 100)).Select(_ => random.NextSingle())];
        return
        [
            SnapshotSection.Of<byte>("codes", codes),
            SnapshotSection.Of<float>("vectors.f32", floats),
            SnapshotSection.Of<int>("empty", Array.Empty<int>()),
            SnapshotSection.OfText("meta", "{\"a\":\"ü\"}"),
        ];
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
