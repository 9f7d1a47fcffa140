using Microsoft.Extensions.Logging;

namespace Tandem.Grains.Catalog;

/// <summary>Merging of the indexes' layers after many changes: built beside the writers, who wait for the swap only.</summary>
public sealed partial class CatalogueHolder
{
    private void MergeInBackground()
    {
        if (_merging.IsCompleted && _current?.PlanMerge() is not null)
            _merging = Task.Run(() => MergeAsync(_stopped.Token), CancellationToken.None);
    }

    private async Task MergeAsync(CancellationToken stopped)
    {
        try
        {
            for (int swaps = Volatile.Read(ref _swaps); _current?.PlanMerge() is { } merge; swaps = Volatile.Read(ref _swaps))
            {
                merge.Build(stopped);
                await _writing.WaitAsync(stopped);
                try
                {
                    // A bundle that came meanwhile has indexes of its own.
                    if (swaps == _swaps)
                        _current = _current!.With(merge);
                }
                finally
                {
                    _writing.Release();
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            // The silo stops; what was not merged is only slower to search.
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogMergeFailed(error);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Layers of the catalogue's indexes cannot be merged; searches go on, slower, and the next changes try again.")]
    private partial void LogMergeFailed(Exception error);
}
