using ParquetSharp;
using Tandem.Datasets.Columns;
using Tandem.Domain;

namespace Tandem.Datasets;

/// <summary>
/// Reads the event columns into <see cref="Interactions"/>: one pass that codes the texts from their bytes, then a counting
/// sort by user and a stable sort by time within each user. Peak memory is about 55 bytes an event, and the distinct ids;
/// with a space on disk all of the former are there.
/// </summary>
internal sealed class InteractionsLoader(DatasetReader dataset, EventSpace space, DateTimeOffset? until, IProgress<ProgressReport>? progress)
{
    private const string Stage = "reading events";

    private readonly long _limit = until?.ToUnixTimeMilliseconds() ?? long.MaxValue;
    private readonly TextCodes _users = new();
    private readonly TextCodes _items = new();
    private readonly TextCodes _widgets = new();
    private readonly TextCodes _orders = new();
    private readonly TextCodes _actions = new();

    private readonly EventRows _rows = new(space);
    private long _unknownItems;

    public Interactions Load(CancellationToken cancellation)
    {
        ReadCodes(cancellation);
        if (dataset.Manifest.Events > Array.MaxLength)
        {
            throw new TandemException($"{dataset.Folder}: {dataset.Manifest.Events} events do not fit in memory; at most {Array.MaxLength}. Import fewer days.");
        }

        _rows.Reserve((int)dataset.Manifest.Events);
        foreach (string file in DatasetLayout.Parts(dataset.Folder, DatasetLayout.EventsFolder))
        {
            using ParquetTable table = ParquetTable.Open(file);
            for (int index = 0; index < table.RowGroups; index++)
            {
                using RowGroup group = table.OpenRowGroup(index);
                ReadGroup(file, group, cancellation);
                progress?.Report(new ProgressReport(Stage, _rows.Count, dataset.Manifest.Events));
            }
        }

        return Build();
    }

    private void ReadCodes(CancellationToken cancellation)
    {
        foreach (string name in EventActions.All)
        {
            _actions.CodeOf(name);
        }

        _widgets.CodeOf(string.Empty);
        foreach (string file in DatasetLayout.Parts(dataset.Folder, DatasetLayout.ItemsFolder))
        {
            using ParquetTable table = ParquetTable.Open(file);
            for (int index = 0; index < table.RowGroups; index++)
            {
                cancellation.ThrowIfCancellationRequested();
                using RowGroup group = table.OpenRowGroup(index);
                Leaf<ByteArray> itemId = group.Text("item_id");
                for (long row = 0; row < group.Rows; row++)
                {
                    int before = _items.Count;
                    if (!itemId.TryRead(out ByteArray id) || _items.CodeOf(id.AsSpan()) < before)
                    {
                        throw new TandemException($"{file}: an item_id is null or came before. Import the dataset again.");
                    }
                }
            }
        }
    }

    private void ReadGroup(string file, RowGroup group, CancellationToken cancellation)
    {
        Leaf<ByteArray> userId = group.Text("user_id");
        Leaf<ByteArray> itemId = group.Text("item_id");
        Leaf<ByteArray> action = group.Text("action");
        TimestampLeaf occurredAt = group.Timestamps("occurred_at");
        Leaf<ByteArray> widget = group.Text("widget");
        Leaf<ByteArray> orderId = group.Text("order_id");
        Leaf<double> value = group.Doubles("value");
        for (long row = 0; row < group.Rows; row++)
        {
            if ((row & 0xFFFF) == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            // Every column is read on every row, taken or not, to stay in step.
            bool hasUser = userId.TryRead(out ByteArray user);
            bool hasItem = itemId.TryRead(out ByteArray item);
            bool hasAction = action.TryRead(out ByteArray name);
            bool hasTime = occurredAt.TryRead(out long time);
            bool hasWidget = widget.TryRead(out ByteArray place);
            bool hasOrder = orderId.TryRead(out ByteArray order);
            value.TryRead(out double money);
            if (!(hasUser && hasItem && hasAction && hasTime) || !_actions.TryFind(name.AsSpan(), out int code))
            {
                throw new TandemException($"{file}: an event has no user, item or time, or an unknown action. Import the dataset again.");
            }

            // What only says whether an item may be shown is nothing to learn from.
            if (time > _limit || !((EventAction)code).IsSignal())
            {
                continue;
            }

            if (!_items.TryFind(item.AsSpan(), out int itemCode))
            {
                _unknownItems++;
                continue;
            }

            _rows.Add(
                _users.CodeOf(user.AsSpan()),
                itemCode,
                (EventAction)code,
                time,
                hasWidget ? _widgets.CodeOf(place.AsSpan()) : 0,
                hasOrder ? _orders.CodeOf(order.AsSpan()) : -1,
                (float)money);
        }
    }

    private Interactions Build()
    {
        string[] users = _users.ToStrings();
        return _rows.Build(
            users,
            _items.ToStrings(),
            _widgets.ToStrings(),
            dataset.Manifest.Outcome,
            Interactions.FindAnonymous(users, dataset.Manifest.AnonymousUserPrefix),
            _unknownItems);
    }
}
