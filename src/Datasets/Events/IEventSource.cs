using Tandem.Domain;

namespace Tandem.Datasets.Events;

/// <summary>Files of events that are read a row group at a time, by several threads, for item, action and time alone.</summary>
public interface IEventSource
{
    /// <summary>The files, in a fixed order.</summary>
    IReadOnlyList<string> Files { get; }

    /// <summary>The row groups of one file; only its footer is read.</summary>
    /// <exception cref="TandemException">The file cannot be read, or a column is missing or of another type.</exception>
    IReadOnlyList<DatasetRowGroup> Open(string file);

    /// <summary>Gives the events of one row group in batches. Safe on several threads, each with its own batch.</summary>
    /// <exception cref="TandemException">A page is damaged; the batches before it were given.</exception>
    void Read(DatasetRowGroup rows, EventBatch batch, Action<EventBatch> consume, CancellationToken cancellation);
}
