namespace Tandem.Training.Batches;

/// <summary>Which windows make up which batch of an epoch. A function of seed and epoch alone.</summary>
internal static class EpochOrder
{
    /// <summary>Batches within which windows are sorted by length: enough to cut most padding, few enough to keep batches mixed.</summary>
    private const int BatchesPerPool = 50;

    public static int Batches(int windows, int batchSize) => (windows + batchSize - 1) / batchSize;

    public static SequenceWindow[][] Create(SequenceWindow[] windows, int batchSize, int seed, int epoch)
    {
        Random random = SeedMixer.Generator(seed, epoch, -1);
        SequenceWindow[] shuffled = [.. windows];
        random.Shuffle(shuffled);
        var batches = new List<SequenceWindow[]>();
        foreach (SequenceWindow[] pool in shuffled.Chunk(batchSize * BatchesPerPool))
        {
            // OrderBy is stable, so equal lengths keep their shuffled order.
            batches.AddRange(pool.OrderBy(window => window.Length).Chunk(batchSize));
        }

        SequenceWindow[][] order = [.. batches];
        random.Shuffle(order);
        return order;
    }
}
