using System.Buffers.Text;
using System.Runtime.InteropServices;
using ParquetSharp;
using ParquetSharp.Schema;
using Tandem.Datasets.Columns;
using Tandem.Datasets.Importing;
using Tandem.Domain;

namespace Tandem.Datasets.Ozon;

/// <summary>
/// Writes the events of one unit into one part of <c>events/</c>, the texts from bytes. Event ids are made of the table, the
/// file's position and the row, so importing twice gives the same ids.
/// </summary>
internal sealed class OzonEventPart : PartWriter<OzonEvent>
{
    /// <summary>The longest whole number with its sign.</summary>
    private const int MostDigits = 20;

    private static readonly byte[][] Actions = [.. EventActions.All.Select(System.Text.Encoding.UTF8.GetBytes)];

    private readonly string _name;
    private readonly byte[][] _idPrefixes;
    private readonly byte[] _orderPrefix;
    private readonly TextColumn _texts = new();
    private short[] _absent = [];

    public OzonEventPart(string folder, OzonUnit unit)
        : base(Path.Combine(folder, DatasetLayout.EventsFolder), DatasetLayout.EventRowGroupRows, long.MaxValue)
    {
        _name = DurableFile.Next(unit.PartName);
        _idPrefixes = [Prefix("tracker-"), Prefix("order-"), Prefix("status-")];
        _orderPrefix = Prefix("o");

        byte[] Prefix(string kind) => System.Text.Encoding.UTF8.GetBytes(FormattableString.Invariant($"{kind}{unit.FileNumber}-"));
    }

    /// <summary>The names of the widgets by their codes.</summary>
    public TextCodes Widgets { get; } = new();

    public IdSet Users { get; } = new();

    public long First { get; private set; } = long.MaxValue;

    public long Last { get; private set; } = long.MinValue;

    protected override IEnumerable<string> WithoutDictionary => EventSchema.WithoutDictionary;

    public void Add(OzonEvent row)
    {
        First = Math.Min(First, row.OccurredAt);
        Last = Math.Max(Last, row.OccurredAt);
        Users.Add(row.User);
        Write(row);
    }

    protected override string FileName(int part) => _name;

    protected override IEnumerable<Node> Schema() => EventSchema.Columns();

    protected override void WriteRowGroup(RowGroupWriter group, IReadOnlyList<OzonEvent> rows)
    {
        ReadOnlySpan<OzonEvent> events = CollectionsMarshal.AsSpan((List<OzonEvent>)rows);
        WriteTexts(group, events, (in row) => Append(_idPrefixes[(int)row.Kind], row.Row));
        WriteTexts(group, events, (in row) => Append([], row.User));
        WriteTexts(group, events, (in row) => Append([], row.Item));
        WriteTexts(group, events, (in row) => _texts.Add(Actions[(int)row.Action]));
        WritePlain(group, rows, static row => row.OccurredAt);
        WriteTexts(group, events, AppendWidget);
        WriteTexts(group, events, AppendOrder);
        WriteNoValues(group, events.Length);
    }

    private void WriteTexts(RowGroupWriter group, ReadOnlySpan<OzonEvent> rows, TextOf append)
    {
        foreach (ref readonly OzonEvent row in rows)
        {
            append(row);
        }

        using ColumnWriter column = group.NextColumn();
        _texts.Write(column);
    }

    private void WriteNoValues(RowGroupWriter group, int rows)
    {
        if (_absent.Length < rows)
        {
            _absent = new short[rows];
        }

        using ColumnWriter column = group.NextColumn();
        ((ColumnWriter<double>)column).WriteBatch(rows, _absent.AsSpan(0, rows), [], []);
    }

    private void Append(ReadOnlySpan<byte> prefix, long number)
    {
        Span<byte> room = _texts.Room(prefix.Length + MostDigits);
        prefix.CopyTo(room);
        Utf8Formatter.TryFormat(number, room[prefix.Length..], out int digits);
        _texts.Add(prefix.Length + digits);
    }

    private void AppendWidget(in OzonEvent row)
    {
        if (row.Widget == OzonEvent.NoWidget)
        {
            _texts.AddNull();
        }
        else
        {
            _texts.Add(Widgets.Text(row.Widget));
        }
    }

    private void AppendOrder(in OzonEvent row)
    {
        if (row.Kind == OzonEventKind.Tracked)
        {
            _texts.AddNull();
        }
        else
        {
            Append(_orderPrefix, row.Row);
        }
    }

    /// <summary>Appends the text of an event to the column at hand.</summary>
    private delegate void TextOf(in OzonEvent row);
}
