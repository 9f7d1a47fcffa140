namespace Tandem.Retrieval.Tests;

public sealed class SlotBitmapTests
{
    [Fact]
    public void Add_ThenRemove_LeavesTheOthers()
    {
        SlotBitmap bitmap = new(130);
        bitmap.Add(0);
        bitmap.Add(64);
        bitmap.Add(129);
        bitmap.Remove(64);
        Assert.Equal([1UL, 0UL, 2UL], bitmap.Words.ToArray());
        Assert.Equal(2, bitmap.Count);
        Assert.True(bitmap.Contains(129));
        Assert.False(bitmap.Contains(64));
        Assert.False(bitmap.Contains(1000));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    public void All_AnyCapacity_HasExactlyThatMany(int capacity) => Assert.Equal(capacity, SlotBitmap.All(capacity).Count);

    [Fact]
    public void IntersectWith_ShorterSet_DropsWhatItLacks()
    {
        SlotBitmap bitmap = SlotBitmap.All(100);
        SlotBitmap other = new(10);
        other.Add(7);
        bitmap.IntersectWith(other);
        Assert.Equal(1, bitmap.Count);
        Assert.True(bitmap.Contains(7));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(10)]
    public void Add_SlotOutOfRange_Throws(int slot) => Assert.Throws<ArgumentOutOfRangeException>(() => new SlotBitmap(10).Add(slot));
}
