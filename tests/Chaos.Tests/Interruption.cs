using System.Runtime.InteropServices;

namespace Tandem.Chaos.Tests;

/// <summary>Ctrl-C or SIGTERM of a command: the processes, namespaces and disks that it made must not stay.</summary>
internal static class Interruption
{
    /// <summary>Ends when the command shall; from the call on the signals do not end it by themselves.</summary>
    public static async Task WaitAsync()
    {
        TaskCompletionSource interrupted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            interrupted.TrySetResult();
        }

        using PosixSignalRegistration keyboard = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await interrupted.Task;
    }
}
