using System.Globalization;

namespace Tandem.Storage.Tests;

public class PartitionHashTests
{
    // Stored in every file: these values never change.
    [Theory]
    [InlineData("", 0xEFD01F60BA992926UL)]
    [InlineData("a", 0x82A2A958A9BECE5BUL)]
    [InlineData("12345", 0x2A80C0EF561103F3UL)]
    [InlineData("пользователь", 0xC025A9FDC93EC3D1UL)]
    public void Of_KnownText_GivesThisHash(string text, ulong expected) => Assert.Equal(expected, PartitionHash.Of(text));

    [Fact]
    public void Of_LongText_DependsOnEveryPart()
    {
        string text = new('x', 5000);
        Assert.NotEqual(PartitionHash.Of(text), PartitionHash.Of(text[..4999] + "y"));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(12)]
    public void PartitionOf_NumberedUsers_SpreadsEvenly(int partitions)
    {
        int[] counts = new int[partitions];
        for (int user = 0; user < 20_000; user++)
            counts[PartitionHash.PartitionOf("user-" + user.ToString(CultureInfo.InvariantCulture), partitions)]++;
        double mean = 20_000.0 / partitions;
        Assert.All(counts, count => Assert.InRange(count, mean * 0.9, mean * 1.1));
    }
}
