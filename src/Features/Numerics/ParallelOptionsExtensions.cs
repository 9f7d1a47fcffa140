namespace Tandem.Features.Numerics;

internal static class ParallelOptionsExtensions
{
    /// <summary>Threads that work may use: the processors where no limit is set.</summary>
    public static int Threads(this ParallelOptions parallel) =>
        parallel.MaxDegreeOfParallelism > 0 ? parallel.MaxDegreeOfParallelism : Environment.ProcessorCount;
}
