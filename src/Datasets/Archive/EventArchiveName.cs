using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Tandem.Datasets.Archive;

/// <summary>
/// The name of an archive file says which events are in it, so that none is ever written twice: <c>archive/2026/02/01/12/p0003-17-95-v1</c>
/// has the offsets 17 to 95 of partition 3, written in the hour 12 (UTC). A file that events were erased from gets a higher version; of the
/// versions of one range only the highest counts.
/// </summary>
/// <param name="Hour">When it was written, in UTC, whole hours.</param>
/// <param name="First">The offset behind the file before.</param>
/// <param name="Last">The last offset that is covered.</param>
public readonly partial record struct EventArchiveName(DateTime Hour, int Partition, long First, long Last, int Version)
{
    /// <summary>Names begin with this.</summary>
    public const string Prefix = "archive/";

    /// <summary>Reads a name; anything before <see cref="Prefix"/>, such as the path of a folder, is passed over.</summary>
    public static bool TryParse(string name, out EventArchiveName parsed)
    {
        parsed = default;
        Match match = Pattern().Match(name.Replace('\\', '/'));
        if (!match.Success
            || !DateTime.TryParseExact(
                match.Groups[1].ValueSpan, "yyyy/MM/dd/HH", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime hour)
            || !TryNumber(match.Groups[2], out int partition)
            || !TryNumber(match.Groups[3], out long first)
            || !TryNumber(match.Groups[4], out long last)
            || !TryNumber(match.Groups[5], out int version))
        {
            return false;
        }

        parsed = new EventArchiveName(hour, partition, first, last, version);
        return true;
    }

    /// <summary>Of each range the highest version; by partition, then by offset.</summary>
    public static IReadOnlyList<EventArchiveName> Latest(IEnumerable<EventArchiveName> names) =>
    [
        .. names.GroupBy(name => (name.Partition, name.First, name.Last))
            .Select(versions => versions.MaxBy(name => name.Version))
            .OrderBy(name => name.Partition).ThenBy(name => name.First),
    ];

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Prefix}{Hour:yyyy}/{Hour:MM}/{Hour:dd}/{Hour:HH}/p{Partition:D4}-{First}-{Last}-v{Version}");

    private static bool TryNumber<T>(Group group, [MaybeNullWhen(false)] out T number)
        where T : INumberBase<T> => T.TryParse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    [GeneratedRegex("(?:^|/)archive/([0-9]{4}/[0-9]{2}/[0-9]{2}/[0-9]{2})/p([0-9]{4})-([0-9]+)-([0-9]+)-v([0-9]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
