using Tandem.Domain;
using Tandem.Features.Fused;

namespace Tandem.Features.Tests.Fused;

public sealed class FusedMatrixFileTests : IDisposable
{
    private const int Rows = 700;

    private static readonly FeatureSchema Schema = new() { Hash = new string('a', 32) };

    private readonly string _folder = Directory.CreateTempSubdirectory("tandem-fused-").FullName;

    private string Matrix => Path.Combine(_folder, "fused.f16");

    private string Ids => Path.Combine(_folder, "fused.ids");

    [Fact]
    public void Open_WrittenInAnyOrder_GivesTheNearestHalves()
    {
        float[] values = Write();
        using FusedMatrixFile file = Open();
        Assert.Equal((Rows, Schema.Dimension, Schema.Hash), ((int)file.Count, file.Dimension, file.SchemaHash));
        for (int row = 0; row < Rows; row++)
        {
            Assert.Equal(values[(row * Schema.Dimension)..((row + 1) * Schema.Dimension)].Select(value => (Half)value), file.Row(row).ToArray());
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => file.Row(Rows));
    }

    [Theory]
    [InlineData(0, "does not begin with 'TNDMFUSE'")]
    [InlineData(8, "format version")]
    [InlineData(12, "byte order")]
    [InlineData(16, "cut off or damaged")]
    [InlineData(24, "cut off or damaged")]
    [InlineData(32, "feature schema")]
    [InlineData(70, "checksum")]
    [InlineData(100, "fused.ids is damaged")]
    [InlineData(128 + 5, "fused.f16 is damaged")]
    [InlineData(128 + (Rows * 326 * 2) - 1, "fused.f16 is damaged")]
    public void Open_OneByteChanged_IsRefusedWithTheReason(int position, string reason)
    {
        Write();
        byte[] bytes = File.ReadAllBytes(Matrix);
        bytes[position] ^= 0x11;
        File.WriteAllBytes(Matrix, bytes);
        Assert.Contains(reason, Assert.Throws<TandemException>(() => Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_CutOff_IsRefused()
    {
        Write();
        File.WriteAllBytes(Matrix, File.ReadAllBytes(Matrix)[..^1]);
        Assert.Contains("header announces 700 rows", Assert.Throws<TandemException>(() => Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NotCompleted_IsRefused()
    {
        using (FusedMatrixWriter writer = new(Matrix, Schema, 3))
        {
            writer.Write(0, new float[3 * Schema.Dimension]);
        }

        FusedIds.Write(Ids, ["a", "b", "c"]);
        Assert.Contains("TNDMFUSE", Assert.Throws<TandemException>(() => Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_IdsOfAnotherMatrix_IsRefused()
    {
        Write();
        FusedIds.Write(Ids, ["other"]);
        Assert.Contains("fused.ids is damaged", Assert.Throws<TandemException>(() => Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_WithLineBreaksAndBackslashes_ComeBack()
    {
        string[] ids = ["plain", "two\nlines", "back\\slash", "return\r", "\\n", "й"];
        FusedIds.Write(Ids, ids);
        Assert.Equal(ids, FusedIds.Read(Ids));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private FusedMatrixFile Open() => FusedMatrixFile.Open(Matrix, Ids, Schema, TestContext.Current.CancellationToken);

    private float[] Write()
    {
        Random random = new(3);
        float[] values = [.. Enumerable.Range(0, Rows * Schema.Dimension).Select(_ => (float)((random.NextDouble() * 2) - 1))];
        FusedIds.Write(Ids, Enumerable.Range(0, Rows).Select(row => $"item-{row}"));
        using FusedMatrixWriter writer = new(Matrix, Schema, Rows);
        int half = Rows / 2 * Schema.Dimension;
        writer.Write(Rows / 2, values.AsSpan(half));
        writer.Write(0, values.AsSpan(0, half));
        writer.Complete(Ids, TestContext.Current.CancellationToken);
        return values;
    }
}
