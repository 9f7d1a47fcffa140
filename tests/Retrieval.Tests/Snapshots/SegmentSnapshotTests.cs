using FsCheck.Xunit;
using Tandem.Retrieval.Snapshots;

namespace Tandem.Retrieval.Tests.Snapshots;

public sealed class SegmentSnapshotTests : IDisposable
{
    private readonly SnapshotFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Property(MaxTest = 15)]
    public void Open_WhatWasWritten_AnswersTheSame(int seed)
    {
        Random random = new(seed);
        (VectorSegment segment, VectorSpace space) = Build(random);
        Write(segment, space);

        VectorSegment opened = Open(space);

        Assert.Equivalent(segment.Header, opened.Header, strict: true);
        Assert.Equal(Answers(segment), Answers(opened));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Open_ListsThatCouldNotBeCalibrated_AnswersTheSame(int count)
    {
        MatrixSource source = TestSegments.Source(TestVectors.Vectors(new Random(5), count, 4, TestVectors.Kind.Random), 4);
        VectorSegment segment = VectorSegment.Build(source, new SegmentOptions { Structure = SearchStructure.Approximate }, null, TestContext.Current.CancellationToken);
        VectorSpace space = new(4, "schema", "model");
        Write(segment, space);

        Assert.Equal(segment.Search([1, 2, 3, 4], 10), Open(space).Search([1, 2, 3, 4], 10));
    }

    [Property(MaxTest = 15)]
    public void Open_AnyDamage_IsRefusedOrAnswersTheSame(int seed)
    {
        Random random = new(seed);
        (VectorSegment segment, VectorSpace space) = Build(random);
        Write(segment, space);
        byte[] sound = File.ReadAllBytes(_folder.File());
        ScoredItem[] before = Answers(segment);
        for (int damage = 0; damage < 30; damage++)
        {
            File.WriteAllBytes(_folder.File(), FileDamage.Any(sound, random));
            ScoredItem[] after;
            try
            {
                after = Answers(Open(space));
            }
            catch (SnapshotRefusedException)
            {
                continue;
            }

            Assert.Equal(before, after);
        }
    }

    // Checksums protect against accidents only. Whoever writes a file with sound checksums and a false content gets refusals or
    // false answers, never an access out of bounds.
    [Property(MaxTest = 40)]
    public void Open_FalseContentWithSoundChecksums_IsRefusedOrAnswers(int seed)
    {
        Random random = new(seed);
        (VectorSegment segment, VectorSpace space) = Build(random);
        Write(segment, space);
        SnapshotFile file = _folder.Open();
        for (int attempt = 0; attempt < 5; attempt++)
        {
            string changed = file.Sections.ElementAt(random.Next(file.Sections.Count));
            SnapshotWriter.Write(
                _folder.File("false"),
                file.Kind,
                file.Dimension,
                file.Count,
                [.. file.Sections.Select(name => SnapshotSection.Of<byte>(
                    name, name == changed ? FileDamage.Any(file.ReadArray<byte>(name), random) : file.ReadArray<byte>(name)))],
                null,
                TestContext.Current.CancellationToken);
            try
            {
                Answers(Open(space, "false"));
            }
            catch (Exception refused) when (refused is SnapshotRefusedException or VectorSpaceMismatchException)
            {
                Assert.NotEmpty(refused.Message);
            }
        }
    }

    [Fact]
    public void Open_OtherModel_SaysBoth()
    {
        (VectorSegment segment, VectorSpace space) = Build(new Random(1));
        Write(segment, space);

        VectorSpaceMismatchException error = Assert.Throws<VectorSpaceMismatchException>(() => Open(space with { Model = "towers-9" }));
        Assert.Contains("'towers-1'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'towers-9'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OtherKindOfSnapshot_SaysBothKinds()
    {
        _folder.WriteSample(new Random(1));

        SnapshotRefusedException error = Assert.Throws<SnapshotRefusedException>(() => Open(new VectorSpace(3, "", "")));
        Assert.Contains("'sample', expected 'segment'", error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_HeaderThatContradictsTheFile_SaysBothCounts()
    {
        (VectorSegment segment, VectorSpace space) = Build(new Random(2));
        Write(segment, space);
        SnapshotFile file = _folder.Open();
        SnapshotWriter.Write(
            _folder.File(),
            file.Kind,
            file.Dimension,
            file.Count + 1,
            [.. file.Sections.Select(name => SnapshotSection.Of<byte>(name, file.ReadArray<byte>(name)))],
            null,
            TestContext.Current.CancellationToken);

        string reason = Assert.Throws<SnapshotRefusedException>(() => Open(space)).Reason;
        Assert.Contains($"{segment.Count + 1} vectors", reason, StringComparison.Ordinal);
        Assert.Contains($"{segment.Count} of", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_SpaceOfAnotherLength_IsRefused()
    {
        (VectorSegment segment, VectorSpace space) = Build(new Random(3));

        Assert.Throws<VectorSpaceMismatchException>(() => Write(segment, space with { Dimension = 1000 }));
    }

    private static (VectorSegment Segment, VectorSpace Space) Build(Random random)
    {
        int dimension = random.Next(1, 40);
        float[][] vectors = TestVectors.Vectors(random, random.Next(1, 300), dimension, TestVectors.Kind.Random);
        SegmentOptions options = new()
        {
            Similarity = (Similarity)random.Next(2),
            Structure = (SearchStructure)random.Next(4),
            Storage = (VectorStorage)random.Next(2),
            MaxThreads = 1,
        };
        MatrixSource source = new(vectors.SelectMany(vector => vector).ToArray(), dimension);
        return (VectorSegment.Build(source, options, null, TestContext.Current.CancellationToken), new VectorSpace(dimension, "features-1", "towers-1"));
    }

    private void Write(VectorSegment segment, VectorSpace space) =>
        SegmentSnapshot.Write(_folder.File(), segment, space, null, TestContext.Current.CancellationToken);

    private VectorSegment Open(VectorSpace space, string name = "segment.tvs") =>
        SegmentSnapshot.Open(_folder.File(name), space, cancellation: TestContext.Current.CancellationToken);

    private static ScoredItem[] Answers(VectorSegment segment)
    {
        float[] query = TestVectors.Vector(new Random(99), segment.Dimension, TestVectors.Kind.Random);
        return [.. segment.Search(query, 20), .. segment.Search(query, 20, new SearchOptions { TargetRecall = 1 })];
    }
}
