using System.Globalization;

namespace Tandem.Gateway.Json;

/// <summary>Reads RFC 3339 times, strictly: date, time and offset, any number of fraction digits.</summary>
internal static class Timestamps
{
    private const int SecondsLength = 19;

    /// <summary>What reading a time led to.</summary>
    public enum Outcome
    {
        Read,
        Invalid,

        /// <summary>A date and time, but nobody knows where: <c>Z</c> or <c>+hh:mm</c> is missing.</summary>
        NoOffset,
    }

    /// <summary>Reads a time into UTC; what is beyond 100 ns is cut.</summary>
    public static Outcome TryRead(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length < SecondsLength || text[10] is not ('T' or 't' or ' '))
            return Outcome.Invalid;

        Span<char> seconds = stackalloc char[SecondsLength];
        text[..SecondsLength].CopyTo(seconds);
        seconds[10] = 'T';
        if (!DateTime.TryParseExact(seconds, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local))
            return Outcome.Invalid;

        if (!TryReadFraction(text[SecondsLength..], out long fraction, out ReadOnlySpan<char> zone))
            return Outcome.Invalid;

        if (zone.IsEmpty)
            return Outcome.NoOffset;

        if (!TryReadOffset(zone, out TimeSpan offset))
            return Outcome.Invalid;

        long ticks = local.Ticks + fraction - offset.Ticks;
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
            return Outcome.Invalid;

        time = new DateTimeOffset(ticks, TimeSpan.Zero);
        return Outcome.Read;
    }

    private static bool TryReadFraction(ReadOnlySpan<char> text, out long ticks, out ReadOnlySpan<char> rest)
    {
        ticks = 0;
        rest = text;
        if (text.IsEmpty || text[0] != '.')
            return true;

        int digits = 1;
        for (long unit = TimeSpan.TicksPerSecond / 10; digits < text.Length && char.IsAsciiDigit(text[digits]); digits++, unit /= 10)
            ticks += unit * (text[digits] - '0');

        rest = text[digits..];
        return digits > 1;
    }

    private static bool TryReadOffset(ReadOnlySpan<char> zone, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (zone is "Z" or "z")
            return true;

        if (zone.Length != 6
            || zone[0] is not ('+' or '-')
            || !TimeSpan.TryParseExact(zone[1..], "hh\\:mm", CultureInfo.InvariantCulture, out TimeSpan size))
        {
            return false;
        }

        offset = zone[0] == '-' ? -size : size;
        return true;
    }
}
