using StackExchange.Redis;
using Tandem.Domain;

namespace Tandem.Storage.Redis;

/// <summary>Asks the primaries, once, whether an acknowledged write is safe with them.</summary>
internal static class RedisServerCheck
{
    public static void Check(ConnectionMultiplexer connection, RedisDurability durability)
    {
        if (durability == RedisDurability.Unchecked)
            return;

        foreach (IServer server in connection.GetServers().Where(static server => server is { IsConnected: true, IsReplica: false }))
        {
            Require(server, "appendonly", "yes");
            Require(server, "maxmemory-policy", "noeviction");
            if (durability == RedisDurability.Full)
                Require(server, "appendfsync", "always");
        }
    }

    private static void Require(IServer server, string setting, string expected)
    {
        string? found;
        try
        {
            var answer = (RedisResult[]?)server.Execute("CONFIG", "GET", setting);
            found = answer is [_, var value] ? (string?)value : null;
        }
        catch (RedisServerException error)
        {
            throw new TandemException(
                $"Redis at {server.EndPoint} does not tell its setting '{setting}' ({error.Message}). If its operator promises the durability, set Tandem:Storage:Durability to Unchecked.", error);
        }

        if (found != expected)
        {
            throw new TandemException(
                $"Redis at {server.EndPoint} has '{setting} {found}', expected '{expected}': accepted events could be lost. Set it in redis.conf, or choose another Tandem:Storage:Durability.");
        }
    }
}
