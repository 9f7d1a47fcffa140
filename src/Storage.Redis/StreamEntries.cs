using System.Globalization;
using StackExchange.Redis;

namespace Tandem.Storage.Redis;

/// <summary>Offsets as the ids of a Redis Stream's entries: <c>OFFSET-0</c>.</summary>
internal static class StreamEntries
{
    public static RedisValue IdOf(long offset) => string.Create(CultureInfo.InvariantCulture, $"{offset}-0");

    public static long OffsetOf(RedisValue entryId)
    {
        string id = entryId!;
        return long.Parse(id.AsSpan(0, id.IndexOf('-', StringComparison.Ordinal)), NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
