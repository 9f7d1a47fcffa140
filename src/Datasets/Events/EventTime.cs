using System.Globalization;

namespace Tandem.Datasets.Events;

/// <summary>
/// Reads the times that shops write: RFC 3339 and ISO 8601, taken as UTC when there is no offset; or a number since 1970-01-01 UTC, in
/// seconds, milliseconds, microseconds or nanoseconds by its size.
/// </summary>
internal static class EventTime
{
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>False if the text is no time between 2000 and 2100.</summary>
    public static bool TryRead(string text, out DateTimeOffset time)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
        {
            // Between 2000 and 2100 each unit has its own number of digits.
            long milliseconds = number switch
            {
                < 100_000_000_000 => number * 1_000,
                < 100_000_000_000_000 => number,
                < 100_000_000_000_000_000 => number / 1_000,
                _ => number / 1_000_000,
            };
            time = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        }
        else if (!DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces, out time))
        {
            return false;
        }

        return time >= Earliest && time < Latest;
    }
}
