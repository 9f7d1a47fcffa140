using Tandem.Domain;
using Tandem.Storage.Sqlite;

namespace Tandem.Storage.Tests.Sqlite;

public class SqliteStorageOptionsTests
{
    public static TheoryData<string, Action<SqliteStorageOptions>> Bad => new()
    {
        { "path", options => options.Path = " " },
        { "in-memory", options => options.Path = ":memory:" },
        { "artifacts", options => options.ArtifactsFolder = "" },
        { "durability", options => options.Durability = (SqliteDurability)9 },
        { "partitions is 0", options => options.Partitions = 0 },
        { "partitions is 1025", options => options.Partitions = 1025 },
        { "busy timeout", options => options.BusyTimeout = TimeSpan.FromHours(1) },
        { "read connections", options => options.ReadConnections = 0 },
        { "rows per commit", options => options.MaxRowsPerCommit = 0 },
        { "queue capacity", options => options.QueueCapacity = 0 },
    };

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public void Open_BadOption_NamesIt(string part, Action<SqliteStorageOptions> spoil)
    {
        var options = new SqliteStorageOptions();
        spoil(options);
        var error = Assert.Throws<TandemException>(() => SqliteStore.Open(options, TimeProvider.System));
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_Defaults_Succeeds() =>
        Assert.True(new SqliteStorageOptionsValidator().Validate(null, new SqliteStorageOptions()).Succeeded);
}
