namespace Tandem.Datasets.Ozon;

/// <summary>Which times of the raw tables are believed.</summary>
internal static class OzonTime
{
    /// <summary>Stands for no time, or for one that is not plausible: after every cut.</summary>
    public const long Never = long.MaxValue;

    /// <summary>Why a row with another time is rejected.</summary>
    public const string Implausible = "time outside 2000 to 2100";

    private static readonly long First = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private static readonly long End = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    public static bool IsPlausible(long milliseconds) => milliseconds >= First && milliseconds < End;
}
