using Tandem.Domain;
using Tandem.Features.Attributes;

namespace Tandem.Features.Tests.Attributes;

public class AttributeVocabularyTests
{
    private static readonly ItemDescription[] Items =
    [
        Item("a", ("Color", "Red"), ("Size", "M")),
        Item("b", ("color ", " red")),
        Item("c", ("COLOR", "Зелёный"), ("Size", "L")),
        Item("d", ("Color", "зеленый")),
        Item("e", ("Color", "pink")),
        Item("f", ("Color", "teal"), ("Color", "red"), ("Size", "M")),
    ];

    private static readonly AttributeVocabulary Vocabulary = AttributeVocabulary.Fit(Items, new AttributeOptions { MinItems = 2 });

    [Fact]
    public void Fit_SpellingsOfOneValue_ShareAColumn() => Assert.Equal(Names(Items[0])[0], Names(Items[1])[0]);

    [Fact]
    public void Encode_FullWidthOrLooseAccents_IsTheSameValue()
    {
        Assert.Equal(["color=red", "no_size"], Names(Item("x", ("\uFF23olor", "\uFF32ed"))));
        Assert.Equal(["color=зеленый", "no_size"], Names(Item("x", ("Color", "зеле\u0308ны\u0438\u0306"))));
    }

    [Fact]
    public void Encode_RareValue_FallsIntoOther() => Assert.Equal(["other_color", "no_size"], Names(Items[4]));

    [Fact]
    public void Encode_SeveralValues_HasThemAll() => Assert.Equal(["color=red", "size=m", "other_color"], Names(Items[5]));

    [Fact]
    public void Encode_UnseenValue_FallsIntoOther() => Assert.Equal(["other_color", "no_size"], Names(Item("x", ("Color", "mauve"))));

    [Fact]
    public void Encode_UnseenAttribute_IsIgnored() => Assert.Equal(["color=red", "no_size"], Names(Item("x", ("Color", "red"), ("Weight", "3"))));

    [Fact]
    public void Encode_NoAttributesAtAll_HasNoColumns() => Assert.Empty(Names(Item("x")));

    [Fact]
    public void Encode_ValueTwice_IsOneColumn() => Assert.Equal(["color=red", "no_size"], Names(Item("x", ("Color", "red"), ("color", "RED"))));

    [Fact]
    public void Encode_RareAttribute_HasNoAbsenceColumn()
    {
        AttributeVocabulary strict = AttributeVocabulary.Fit(Items, new AttributeOptions { MinItems = 2, AbsenceShare = 0.6 });
        Assert.DoesNotContain("no_size", Enumerable.Range(0, strict.ColumnCount).Select(strict.DisplayName));
    }

    [Theory]
    [InlineData(256, "other_note")] // A value like any other, and a rare one.
    [InlineData(257, "prose_note")]
    public void Encode_LongValue_IsProseLikeEveryOther(int characters, string column)
    {
        ItemDescription[] items =
        [
            Item("a", ("Note", new string('a', 257))), Item("b", ("note", new string('b', 3000))), Item("c", ("Note", "new")), Item("d", ("Note", "old")),
        ];
        AttributeVocabulary vocabulary = AttributeVocabulary.Fit(items, new AttributeOptions { MinItems = 2 });

        Assert.Equal(["prose_note", "other_note"], Enumerable.Range(0, vocabulary.ColumnCount).Select(vocabulary.DisplayName));
        Assert.Equal([column], Names(Item("x", ("NOTE", new string('x', characters))), vocabulary));
    }

    [Fact]
    public void Encode_OneProse_IsRare() => Assert.Equal(["other_color", "no_size"], Names(Item("x", ("Color", new string('x', 257)))));

    private static string[] Names(ItemDescription item) => Names(item, Vocabulary);

    private static string[] Names(ItemDescription item, AttributeVocabulary vocabulary)
    {
        int[] columns = new int[vocabulary.Capacity(item)];
        return [.. columns.Take(vocabulary.Encode(item, columns)).Select(vocabulary.DisplayName)];
    }

    private static ItemDescription Item(string id, params (string Name, string Value)[] attributes) =>
        new() { ItemId = id, Attributes = [.. attributes.Select(pair => new ItemAttribute(pair.Name, pair.Value))] };
}
