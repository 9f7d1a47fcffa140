namespace Tandem.Storage.Redis;

/// <summary>
/// What reads and changes a feed, each in one atomic step. KEYS are the same for all: order (sorted set of offsets), records (hash, offset
/// to record), keys (hash, record key to its offsets, ascending, joined by commas), last (the last offset that was given).
/// </summary>
internal static class FeedLogScripts
{
    /// <summary>ARGV key, record, 1 to remove the key's earlier records. Gives the offset.</summary>
    public const string Write =
        """
        local offset = string.format('%.0f', redis.call('INCR', KEYS[4]))
        local earlier = redis.call('HGET', KEYS[3], ARGV[1])
        if earlier and ARGV[3] == '1' then
          for each in string.gmatch(earlier, '%d+') do
            redis.call('ZREM', KEYS[1], each)
            redis.call('HDEL', KEYS[2], each)
          end
          earlier = nil
        end
        redis.call('ZADD', KEYS[1], offset, offset)
        redis.call('HSET', KEYS[2], offset, ARGV[2])
        redis.call('HSET', KEYS[3], ARGV[1], earlier and (earlier .. ',' .. offset) or offset)
        return tonumber(offset)
        """;

    /// <summary>ARGV after, most. Gives offset and record in turn.</summary>
    public const string Read =
        """
        local found = {}
        for _, offset in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. ARGV[1], '+inf', 'LIMIT', 0, ARGV[2])) do
          found[#found + 1] = offset
          found[#found + 1] = redis.call('HGET', KEYS[2], offset)
        end
        return found
        """;

    /// <summary>ARGV key. Gives offset and record of its latest, or nothing.</summary>
    public const string Find =
        """
        local offsets = redis.call('HGET', KEYS[3], ARGV[1])
        if not offsets then
          return {}
        end
        local latest = string.match(offsets, '%d+$')
        return {latest, redis.call('HGET', KEYS[2], latest)}
        """;

    /// <summary>ARGV offset, record; an empty record only moves the last offset. To put the same back twice changes nothing.</summary>
    public const string PutBack =
        """
        if tonumber(redis.call('GET', KEYS[4]) or '0') < tonumber(ARGV[1]) then
          redis.call('SET', KEYS[4], ARGV[1])
        end
        if #ARGV[2] == 0 or redis.call('ZADD', KEYS[1], ARGV[1], ARGV[1]) == 0 then
          return 0
        end
        redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
        local colon = string.find(ARGV[2], ':', 1, true)
        local key = string.sub(ARGV[2], colon + 1, colon + tonumber(string.sub(ARGV[2], 1, colon - 1)))
        local earlier = redis.call('HGET', KEYS[3], key)
        redis.call('HSET', KEYS[3], key, earlier and (earlier .. ',' .. ARGV[1]) or ARGV[1])
        return 1
        """;

    /// <summary>ARGV offset.</summary>
    public const string Remove =
        """
        local record = redis.call('HGET', KEYS[2], ARGV[1])
        if not record then
          return 0
        end
        local colon = string.find(record, ':', 1, true)
        local key = string.sub(record, colon + 1, colon + tonumber(string.sub(record, 1, colon - 1)))
        redis.call('ZREM', KEYS[1], ARGV[1])
        redis.call('HDEL', KEYS[2], ARGV[1])
        local left = {}
        for each in string.gmatch(redis.call('HGET', KEYS[3], key), '%d+') do
          if each ~= ARGV[1] then
            left[#left + 1] = each
          end
        end
        if #left > 0 then
          redis.call('HSET', KEYS[3], key, table.concat(left, ','))
        else
          redis.call('HDEL', KEYS[3], key)
        end
        return 1
        """;
}
