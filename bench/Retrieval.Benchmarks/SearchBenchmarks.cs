using BenchmarkDotNet.Attributes;

namespace Tandem.Retrieval.Benchmarks;

/// <summary>
/// The scans on each instruction path, over few enough vectors to stay in the cache: what is measured are the kernels, not the memory. Paths
/// that the processor lacks fail and are shown as NA.
/// </summary>
public class SearchBenchmarks
{
    private const int Count = 4096;
    private const int Dimension = 128;
    private const int BestOf = 100;
    private const int Batch = 64;
    private readonly ScoredItem[] _found = new ScoredItem[Batch * BestOf];
    private readonly int[] _counts = new int[Batch];
    private float[] _queries = [];
    private VectorSegment? _scan;
    private VectorSegment? _halves;
    private VectorSegment? _codes;

    [Params(InstructionPath.Scalar, InstructionPath.Avx2, InstructionPath.AvxVnni, InstructionPath.Avx512, InstructionPath.Avx512Vnni)]
    public InstructionPath Instructions { get; set; }

    [GlobalSetup]
    public void Build()
    {
        Random random = new(17);
        float[] vectors = new float[Count * Dimension];
        _queries = new float[Batch * Dimension];
        foreach (float[] values in (float[][])[vectors, _queries])
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = (float)(2 * random.NextDouble() - 1);
            }
        }

        MatrixSource source = new(vectors, Dimension);
        SegmentOptions options = new() { Instructions = Instructions, Structure = SearchStructure.Scan };
        _scan = VectorSegment.Build(source, options);
        _halves = VectorSegment.Build(source, options with { Storage = VectorStorage.HalfPrecision });
        _codes = VectorSegment.Build(source, options with { Structure = SearchStructure.Exact });
    }

    [Benchmark(Baseline = true)]
    public int Floats() => _scan!.Search(_queries.AsSpan(0, Dimension), _found.AsSpan(0, BestOf));

    [Benchmark]
    public int Halves() => _halves!.Search(_queries.AsSpan(0, Dimension), _found.AsSpan(0, BestOf));

    [Benchmark]
    public int Codes() => _codes!.Search(_queries.AsSpan(0, Dimension), _found.AsSpan(0, BestOf));

    [Benchmark(OperationsPerInvoke = Batch)]
    public void CodesOf64() => _codes!.SearchMany(_queries, BestOf, _found, _counts);
}
