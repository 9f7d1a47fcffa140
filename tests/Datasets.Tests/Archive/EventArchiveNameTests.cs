using Tandem.Datasets.Archive;

namespace Tandem.Datasets.Tests.Archive;

public sealed class EventArchiveNameTests
{
    private static readonly EventArchiveName Name = new(new DateTime(2026, 2, 1, 12, 0, 0, DateTimeKind.Utc), 3, 17, 95, 2);

    [Fact]
    public void ToString_ThenTryParse_IsTheSame()
    {
        Assert.Equal("archive/2026/02/01/12/p0003-17-95-v2", Name.ToString());
        Assert.True(EventArchiveName.TryParse("/data/artifacts/" + Name, out EventArchiveName parsed));
        Assert.Equal(Name, parsed);
    }

    [Theory]
    [InlineData("bundles/2026/02/01/12/p0003-17-95-v2")]
    [InlineData("archive/2026/13/01/12/p0003-17-95-v2")]
    [InlineData("archive/2026/02/01/12/p0003-17-95")]
    [InlineData("archive/2026/02/01/12/p0003-17-99999999999999999999-v1")]
    [InlineData("myarchive/2026/02/01/12/p0003-17-95-v2")]
    public void TryParse_AnotherName_False(string name) => Assert.False(EventArchiveName.TryParse(name, out _));

    [Fact]
    public void Latest_VersionsOfRanges_HighestOfEachInOrder()
    {
        EventArchiveName later = Name with { First = 96, Last = 100, Version = 1 };

        Assert.Equal([Name, later], EventArchiveName.Latest([later, Name with { Version = 1 }, Name]));
    }
}
