using Tandem.Domain;

namespace Tandem.Storage.Tests.Backup;

/// <summary>Ctrl-C when a stage begins.</summary>
internal sealed class InterruptAt(string stage, CancellationTokenSource interrupt) : IProgress<ProgressReport>
{
    public void Report(ProgressReport value)
    {
        if (value.Stage == stage)
            interrupt.Cancel();
    }
}
