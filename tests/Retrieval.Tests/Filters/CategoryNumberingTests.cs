using FsCheck.Xunit;
using Tandem.Retrieval.Filters;

namespace Tandem.Retrieval.Tests.Filters;

public sealed class CategoryNumberingTests
{
    // Circles, parents without an entry, several roots, ids that are there twice.
    [Property(MaxTest = 200)]
    public void RangeOf_AnyParents_HoldsWhoeverLeadsUpToIt(int seed)
    {
        Random random = new(seed);
        int count = random.Next(1, 25);
        (string Id, string? Parent)[] categories =
        [
            .. Enumerable.Range(0, count).Select(_ => (Name(random.Next(count)), random.Next(4) == 0 ? null : Name(random.Next(count)))),
        ];
        CategoryNumbering numbering = CategoryNumbering.Build(categories);
        Dictionary<string, string?> parents = [];
        foreach ((string id, string? parent) in categories)
        {
            parents[id] = parent;
        }

        string[] known = [.. categories.SelectMany(category => (string?[])[category.Id, category.Parent]).OfType<string>().Distinct()];
        foreach (string category in known)
        {
            foreach (string ancestor in known)
            {
                Assert.Equal(
                    IsWithin(parents, category, ancestor), numbering.RangeOf(ancestor).Contains(numbering.NumberOf(category)));
            }
        }

        static string Name(int i) => $"c{i}";
    }

    [Fact]
    public void Build_Tree_NumbersInPreOrder()
    {
        CategoryNumbering numbering = CategoryNumbering.Build([("home", null), ("lamps", "home"), ("cups", "kitchen"), ("kitchen", "home"), ("toys", null)]);

        Assert.Equal([0, 1, 2, 3, 4], ((string[])["home", "lamps", "kitchen", "cups", "toys"]).Select(numbering.NumberOf));
        Assert.Equal(new CategoryRange(0, 3), numbering.RangeOf("home"));
        Assert.Equal(5, numbering.Count);
    }

    [Fact]
    public void NumberOf_UnknownOrNone_IsInNoRange()
    {
        CategoryNumbering numbering = CategoryNumbering.Build([("home", null)]);

        Assert.Equal(CategoryNumbering.NoCategory, numbering.NumberOf(null));
        Assert.Equal(CategoryNumbering.NoCategory, numbering.NumberOf("x"));
        Assert.True(numbering.RangeOf("x").IsEmpty);
        Assert.False(numbering.RangeOf("home").Contains(CategoryNumbering.NoCategory));
    }

    [Fact]
    public void With_UnknownCategory_IsARootOfItsOwn()
    {
        CategoryNumbering numbering = CategoryNumbering.Build([("home", null), ("lamps", "home")]);

        CategoryNumbering more = numbering.With("toys");

        Assert.Equal(new CategoryRange(2, 2), more.RangeOf("toys"));
        Assert.Same(more, more.With("lamps"));
        Assert.True(numbering.RangeOf("toys").IsEmpty);
    }

    [Fact]
    public void Build_DeepTree_NeedsNoStack()
    {
        const int Depth = 100_000;
        CategoryNumbering numbering = CategoryNumbering.Build(Enumerable.Range(0, Depth).Select(i => ($"{i}", i == 0 ? null : $"{i - 1}")));

        Assert.Equal(new CategoryRange(0, Depth - 1), numbering.RangeOf("0"));
    }

    private static bool IsWithin(Dictionary<string, string?> parents, string? category, string ancestor)
    {
        for (int steps = 0; category is not null && steps <= parents.Count; steps++)
        {
            if (category == ancestor)
            {
                return true;
            }

            category = parents.GetValueOrDefault(category);
        }

        return false;
    }
}
