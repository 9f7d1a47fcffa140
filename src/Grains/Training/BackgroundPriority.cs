using System.Runtime.InteropServices;

namespace Tandem.Grains.Training;

/// <summary>
/// Lowers the calling thread below everything that serves. .NET's thread priorities have no effect on Linux, where a thread has a nice
/// value of its own; a system that refuses is left alone.
/// </summary>
internal static partial class BackgroundPriority
{
    private const int Process = 0;
    private const int Nice = 15;

    public static void Enter()
    {
        Thread.CurrentThread.Priority = ThreadPriority.Lowest;
        if (OperatingSystem.IsLinux())
            _ = SetPriority(Process, ThreadId(), Nice);
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetPriority(int which, int who, int priority);

    [LibraryImport("libc", EntryPoint = "gettid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ThreadId();
}
