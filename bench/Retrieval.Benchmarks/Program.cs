using BenchmarkDotNet.Running;
using Tandem.Retrieval.Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(SearchBenchmarks).Assembly).Run(args);
