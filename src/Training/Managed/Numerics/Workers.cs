namespace Tandem.Training.Managed.Numerics;

/// <summary>
/// Runs parts of a computation on several threads. Callers cut work so that each part writes its own cells and sums run within one
/// part in a fixed order: results are then the same for every number of threads.
/// </summary>
internal sealed class Workers(int threads)
{
    /// <summary>Rows of a part: whole register tiles, few enough that the part's intermediate rows stay in the second-level cache.</summary>
    public const int RowsPerPart = 64;

    private readonly ParallelOptions _options = new() { MaxDegreeOfParallelism = threads };

    public int Threads => threads;

    public void For(int parts, Action<int> body)
    {
        if (threads == 1 || parts <= 1)
        {
            for (int part = 0; part < parts; part++)
            {
                body(part);
            }

            return;
        }

        Parallel.For(0, parts, _options, body);
    }

    /// <param name="body">Gets the first row of its part and the number of rows.</param>
    public void ForRows(int rows, Action<int, int> body, int rowsPerPart = RowsPerPart) =>
        For((rows + rowsPerPart - 1) / rowsPerPart, part => body(part * rowsPerPart, Math.Min(rowsPerPart, rows - (part * rowsPerPart))));
}
