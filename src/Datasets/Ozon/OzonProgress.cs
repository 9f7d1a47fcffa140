using Tandem.Domain;

namespace Tandem.Datasets.Ozon;

/// <summary>Rows of a table that are done. Safe on several threads.</summary>
internal sealed class OzonProgress(string stage, long done, long total, IProgress<ProgressReport>? progress)
{
    private long _done = done;

    public void Add(long rows) => progress?.Report(new ProgressReport(stage, Interlocked.Add(ref _done, rows), total));
}
