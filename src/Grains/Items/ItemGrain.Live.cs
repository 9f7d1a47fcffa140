using Tandem.Grains.Interfaces.Items;
using Tandem.Grains.Items.Live;
using Tandem.Ranking;
using Tandem.Storage;

namespace Tandem.Grains.Items;

/// <summary>
/// What live events say of the item. Its record in the live feed is its stored state: one write for all signals of a flush, which the
/// silos read as it is.
/// </summary>
internal sealed partial class ItemGrain
{
    private LiveRecord? _live;
    private bool _liveRead;

    public async Task ReceiveAsync(ItemSignal signal)
    {
        LiveRecord? before = await ReadLiveAsync();
        if (Current() is null || before?.Has(signal) == true)
            return;

        string itemId = this.GetPrimaryKeyString();
        LiveOptions live = liveOptions.Value;
        LiveItem merged = (before?.Activity.ToItem(itemId) ?? LiveItem.None(itemId))
            .Merge(signal.Activity.ToItem(itemId), live.TimeConstant, live.MaxSuccessors);
        LiveRecord after = new(itemId, merged.ToMessage(), LiveRecord.After(before?.Marks ?? [], signal));

        // If the write fails it may have happened all the same: the next call looks at what is stored.
        _liveRead = false;
        await feed.ReplaceAsync(TandemStorageNames.LiveTopic, itemId, serializer.SerializeToArray(after));
        (_live, _liveRead) = (after, true);
    }

    private async Task<LiveRecord?> ReadLiveAsync()
    {
        if (!_liveRead)
        {
            FeedRecord? record = await feed.FindAsync(TandemStorageNames.LiveTopic, this.GetPrimaryKeyString());
            (_live, _liveRead) = (record is null ? null : serializer.Deserialize<LiveRecord>(record.Payload), true);
        }

        return _live;
    }

    /// <summary>An item that comes back later begins anew.</summary>
    private async Task ForgetLiveAsync()
    {
        (_live, _liveRead) = (null, false);
        if (await feed.FindAsync(TandemStorageNames.LiveTopic, this.GetPrimaryKeyString()) is { } record)
            await feed.RemoveAsync(TandemStorageNames.LiveTopic, record.Offset);
    }
}
