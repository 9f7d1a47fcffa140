namespace Tandem.Chaos.Tests.Faults;

/// <summary>
/// The time of day of one process, by Debian's libfaketime. Intervals are measured by the monotonic clock, which it leaves alone, as a
/// machine does whose date is set.
/// </summary>
internal sealed class ShiftedClock
{
    private const string Library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";
    private readonly string _file;

    /// <param name="file">Tells the library the shift.</param>
    public ShiftedClock(string file)
    {
        _file = file;
        Shift(0);
    }

    public static bool IsInstalled { get; } = File.Exists(Library);

    /// <summary>Variables of the process; none where the library is missing.</summary>
    public Dictionary<string, string> Environment => !IsInstalled ? [] : new()
    {
        ["LD_PRELOAD"] = Library,
        ["FAKETIME_TIMESTAMP_FILE"] = _file,
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        ["FAKETIME_CACHE_DURATION"] = "1",
        ["FAKETIME_DONT_RESET"] = "1",
        ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
    };

    /// <summary>From within a second on.</summary>
    public void Shift(int hours) => File.WriteAllText(_file, $"{hours:+0;-0;+0}h");
}
