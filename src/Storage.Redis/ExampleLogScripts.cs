namespace Tandem.Storage.Redis;

/// <summary>
/// What changes the example log, each in one atomic step. Field order of an entry: <c>u</c> user id, <c>k</c> places of the kept labels,
/// <c>p</c> example; scripts count on it.
/// </summary>
internal static class ExampleLogScripts
{
    /// <summary>KEYS log, labels, last. ARGV user, example, number of labels, their event ids, for each. Gives how many labels are new.</summary>
    public const string Append =
        """
        local last = tonumber(redis.call('GET', KEYS[3]) or '0')
        local first = last
        local labels = 0
        local i = 1
        while i <= #ARGV do
          local offset = string.format('%.0f', last + 1)
          local kept = {}
          for place = 1, tonumber(ARGV[i + 2]) do
            if redis.call('HSETNX', KEYS[2], ARGV[i + 2 + place], offset) == 1 then
              kept[#kept + 1] = place - 1
            end
          end
          if #kept > 0 then
            last = last + 1
            redis.call('XADD', KEYS[1], offset .. '-0', 'u', ARGV[i], 'k', table.concat(kept, ','), 'p', ARGV[i + 1])
            labels = labels + #kept
          end
          i = i + 3 + tonumber(ARGV[i + 2])
        end
        if last > first then
          redis.call('SET', KEYS[3], string.format('%.0f', last))
        end
        return labels
        """;

    /// <summary>
    /// KEYS log. ARGV user, first entry id, most entries looked at. Gives the last entry looked at (nil at the end of the log), then entry
    /// id, kept places and example of each of the user.
    /// </summary>
    public const string FindUser =
        """
        local found = {false}
        for _, entry in ipairs(redis.call('XRANGE', KEYS[1], ARGV[2], '+', 'COUNT', ARGV[3])) do
          found[1] = entry[1]
          if entry[2][2] == ARGV[1] then
            found[#found + 1] = entry[1]
            found[#found + 1] = entry[2][4]
            found[#found + 1] = entry[2][6]
          end
        end
        return found
        """;

    /// <summary>KEYS log, labels. ARGV entry id, number of labels, their event ids, for each. Gives how many examples were deleted.</summary>
    public const string Delete =
        """
        local deleted = 0
        local i = 1
        while i <= #ARGV do
          local labels = tonumber(ARGV[i + 1])
          for place = 1, labels do
            redis.call('HDEL', KEYS[2], ARGV[i + 1 + place])
          end
          deleted = deleted + redis.call('XDEL', KEYS[1], ARGV[i])
          i = i + 2 + labels
        end
        return deleted
        """;
}
