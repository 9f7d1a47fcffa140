namespace Tandem.Ranking;

/// <summary>The fields of an item record in the order in which they are stored; never reorder them.</summary>
internal static class ItemRecordFields
{
    public const int Count = 15;

    private const int Times = 10;

    public static bool IsTime(int field) => field < Times;

    /// <summary>The value of a field that is left out.</summary>
    public static long Absent(int field) => IsTime(field) ? ItemRecord.Never : 0;

    public static void Get(ItemRecord r, Span<long> fields)
    {
        fields[0] = r.LastTouchedAt;
        fields[1] = r.FirstOrderAt;
        fields[2] = r.LastOrderAt;
        fields[3] = r.LastCanceledAt;
        fields[4] = r.CartAt;
        fields[5] = r.RemovedAt;
        fields[6] = r.FavoriteAt;
        fields[7] = r.UnfavoriteAt;
        fields[8] = r.LastViewAt;
        fields[9] = r.LastStudyAt;
        fields[10] = r.OrderLines;
        fields[11] = r.Delivered;
        fields[12] = r.Canceled;
        fields[13] = r.Views;
        fields[14] = r.Studies;
    }

    public static void Set(ItemRecord r, ReadOnlySpan<long> fields)
    {
        r.LastTouchedAt = fields[0];
        r.FirstOrderAt = fields[1];
        r.LastOrderAt = fields[2];
        r.LastCanceledAt = fields[3];
        r.CartAt = fields[4];
        r.RemovedAt = fields[5];
        r.FavoriteAt = fields[6];
        r.UnfavoriteAt = fields[7];
        r.LastViewAt = fields[8];
        r.LastStudyAt = fields[9];
        r.OrderLines = checked((int)fields[10]);
        r.Delivered = checked((int)fields[11]);
        r.Canceled = checked((int)fields[12]);
        r.Views = checked((int)fields[13]);
        r.Studies = checked((int)fields[14]);
    }
}
