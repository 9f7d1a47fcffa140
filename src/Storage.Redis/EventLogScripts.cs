namespace Tandem.Storage.Redis;

/// <summary>
/// What changes a partition, each in one atomic step. Offsets stay below 2^53, where Lua's numbers are exact. Field order of an entry:
/// <c>e</c> event id, <c>u</c> user id, <c>t</c> time, <c>p</c> body; scripts count on it.
/// </summary>
internal static class EventLogScripts
{
    /// <summary>KEYS log, ids, last, channel. ARGV time, then event id, user id, body of each. Gives the offsets, negative for duplicates.</summary>
    public const string Append =
        """
        local last = tonumber(redis.call('GET', KEYS[3]) or '0')
        local first = last
        local offsets = {}
        for i = 2, #ARGV, 3 do
          local known = redis.call('HGET', KEYS[2], ARGV[i])
          if known then
            offsets[#offsets + 1] = -tonumber(known)
          else
            last = last + 1
            local offset = string.format('%.0f', last)
            redis.call('XADD', KEYS[1], offset .. '-0', 'e', ARGV[i], 'u', ARGV[i + 1], 't', ARGV[1], 'p', ARGV[i + 2])
            redis.call('HSET', KEYS[2], ARGV[i], offset)
            offsets[#offsets + 1] = last
          end
        end
        if last > first then
          redis.call('SET', KEYS[3], string.format('%.0f', last))
          redis.call('PUBLISH', KEYS[4], string.format('%.0f', last))
        end
        return offsets
        """;

    /// <summary>KEYS cursors, last. ARGV consumer, offset. Gives the last offset; nothing is stored beyond it, nothing moves back.</summary>
    public const string SetCursor =
        """
        local last = tonumber(redis.call('GET', KEYS[2]) or '0')
        local stored = redis.call('HGET', KEYS[1], ARGV[1])
        local offset = tonumber(ARGV[2])
        if offset <= last and (not stored or tonumber(stored) < offset) then
          redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
        end
        return last
        """;

    /// <summary>
    /// KEYS log, ids, cursors. ARGV first offset kept, first time kept, most entries looked at. Deletes from the oldest on, never beyond a
    /// cursor; gives how many.
    /// </summary>
    public const string Trim =
        """
        local before = tonumber(ARGV[1])
        local since = tonumber(ARGV[2])
        for _, cursor in ipairs(redis.call('HVALS', KEYS[3])) do
          before = math.min(before, tonumber(cursor) + 1)
        end
        local deleted = 0
        local kept = nil
        for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', ARGV[3])) do
          local offset = tonumber(string.match(entry[1], '^%d+'))
          if offset >= before or tonumber(entry[2][6]) >= since then
            break
          end
          redis.call('HDEL', KEYS[2], entry[2][2])
          deleted = deleted + 1
          kept = offset + 1
        end
        if kept then
          redis.call('XTRIM', KEYS[1], 'MINID', string.format('%.0f', kept) .. '-0')
        end
        return deleted
        """;

    /// <summary>
    /// KEYS log. ARGV user, first entry id, most entries looked at, most found. Gives the last entry looked at (nil at the end of the log),
    /// then entry id, event id and body of each event of the user.
    /// </summary>
    public const string FindUser =
        """
        local found = {false}
        local looked = 0
        for _, entry in ipairs(redis.call('XRANGE', KEYS[1], ARGV[2], '+', 'COUNT', ARGV[3])) do
          looked = looked + 1
          found[1] = entry[1]
          if entry[2][4] == ARGV[1] then
            found[#found + 1] = entry[1]
            found[#found + 1] = entry[2][2]
            found[#found + 1] = entry[2][8]
            if #found > 3 * tonumber(ARGV[4]) then
              break
            end
          end
        end
        return found
        """;

    /// <summary>KEYS log, ids. ARGV entry id and event id of each. Gives how many were deleted.</summary>
    public const string Delete =
        """
        local deleted = 0
        for i = 1, #ARGV, 2 do
          redis.call('HDEL', KEYS[2], ARGV[i + 1])
          deleted = deleted + redis.call('XDEL', KEYS[1], ARGV[i])
        end
        return deleted
        """;
}
