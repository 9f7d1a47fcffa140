using System.IO.Compression;
using System.Text;
using Tandem.Datasets.Categories;
using Tandem.Domain;

namespace Tandem.Datasets.Tests.Categories;

public sealed class CategoryFileTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public void Read_NestedSets_GivesEachCategoryItsParent() => Assert.Equal(
        [("1", null, "Animals"), ("3", "1", "Pet Supplies"), ("4", "3", "Birds"), ("9", "3", "Cats"), ("166", null, "Apparel")],
        Rows(CategoryFileFormat.Google, "# comment\n\n   1 | [   1-   8] | Animals\n     3 | [   2-   7] | Pet Supplies\n       4 | [   3-   4] | Birds\n       9 | [   5-   6] | Cats\n 166 | [   9-  10] | Apparel\n"));

    [Fact]
    public void Read_PathsWithIds_GivesEachCategoryItsParent() => Assert.Equal(
        [("1", null, "Animals"), ("2", "1", "Pet Supplies"), ("5", "2", "Bird - Cages")],
        Rows(CategoryFileFormat.Google, "1 - Animals\n2 - Animals > Pet Supplies\n5 - Animals > Pet Supplies > Bird - Cages\n"));

    [Fact]
    public void Read_Paths_MakesOneCategoryOfOnePath() => Assert.Equal(
        [("A", null, "A"), ("A > B", "A", "B"), ("C", null, "C"), ("C > B", "C", "B")],
        Rows(CategoryFileFormat.Paths, "A > B\n A>B \nC > B\n"));

    [Fact]
    public void Read_Edges_KeepsSeveralParents() =>
        Assert.Equal([("a", "b", "a"), ("a", "c", "a")], Rows(CategoryFileFormat.Edges, "a\tb\na\tc\n"));

    [Theory]
    [InlineData(CategoryFileFormat.Edges, "a\tb\nonly\n", "line 2")]
    [InlineData(CategoryFileFormat.Edges, "a\t\n", "line 1")]
    [InlineData(CategoryFileFormat.Google, "# c\n1 | Animals\n", "line 2")]
    [InlineData(CategoryFileFormat.Google, "1 | [99999999999-2] | Animals\n", "line 1")]
    [InlineData(CategoryFileFormat.Google, "2 - Animals > Pets\n", "'Animals' has no line before it")]
    [InlineData(CategoryFileFormat.Paths, "# nothing\n", "no category")]
    public void Read_Malformed_SaysWhere(CategoryFileFormat format, string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<TandemException>(() => Rows(format, text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_DamagedGzip_SaysWhere()
    {
        string path = _file + ".gz";
        try
        {
            using (var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest))
            {
                gzip.Write(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i}\troot\n"))));
            }

            byte[] bytes = File.ReadAllBytes(path);
            bytes.AsSpan(bytes.Length / 2, 40).Fill(0xFF);
            File.WriteAllBytes(path, bytes);
            Assert.Contains("line", Assert.Throws<TandemException>(() => CategoryFile.Read(path, CategoryFileFormat.Edges)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Read_GoogleTaxonomy_FindsItsTwentyOneRoots()
    {
        string path = SharedData.Require("google-taxonomy/taxonomy-with-ids.en-US.txt");
        IReadOnlyList<Category> categories = CategoryFile.Read(path, CategoryFileFormat.Google);
        Assert.Equal(5595, categories.Count);
        Assert.Equal(21, categories.Count(category => category.ParentId is null));
    }

    public void Dispose() => File.Delete(_file);

    private (string Id, string? Parent, string Name)[] Rows(CategoryFileFormat format, string text)
    {
        File.WriteAllText(_file, text);
        return [.. CategoryFile.Read(_file, format).Select(category => (category.CategoryId, category.ParentId, category.Name))];
    }
}
