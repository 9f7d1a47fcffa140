using System.Globalization;
using System.Runtime.InteropServices;

namespace Tandem.Cli.Benchmarks.Retrieval;

/// <summary>faiss and hnswlib in a Python process of the system, on the same vectors; asked one round at a time.</summary>
internal sealed class RetrievalPeers : IDisposable
{
    private readonly PythonPeerSession _session;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<string, Answer> _first = new(StringComparer.Ordinal);

    private RetrievalPeers(PythonPeerSession session, Built built, CancellationToken cancellation)
    {
        _session = session;
        _cancellation = cancellation;
        What = built;
    }

    public Built What { get; }

    /// <summary>Builds the peers, or null when this machine has not got them; the reason goes to <paramref name="note"/>.</summary>
    public static async Task<RetrievalPeers?> StartAsync(
        VectorSet set, int k, int batch, bool hnsw, Action<string> note, CancellationToken cancellation)
    {
        string folder = Directory.CreateTempSubdirectory("tandem-benchmark-").FullName;
        PythonPeerSession? session = null;
        try
        {
            string vectors = Path.Combine(folder, "vectors.f32");
            string queries = Path.Combine(folder, "queries.f32");
            Write(vectors, set.Vectors);
            Write(queries, set.Queries);
            session = PythonPeer.OfTheSystem.Open("retrieval_peers.py", [vectors, queries, set.Dimension, k, batch, hnsw ? 1 : 0], note);
            Built? built = session is null ? null : await session.AskAsync<Built>("build", cancellation);
            if (built is not null)
            {
                return new RetrievalPeers(session!, built, cancellation);
            }

            session?.Dispose();
            return null;
        }
        catch
        {
            session?.Dispose();
            throw;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>One round through the whole batch of queries.</summary>
    public Task<double?> FlatAsync() => SecondsAsync("flat");

    /// <summary>One round, seconds a query.</summary>
    public async Task<double?> SecondsAsync(string command) => (await AskAsync(command))?.Seconds;

    /// <summary>The command of the fastest setting of an index that reaches the recall; null when none does.</summary>
    public async Task<string?> CommandForAsync(string index, double recall)
    {
        foreach (int setting in index == "ivf" ? What.Ivf : What.Hnsw)
        {
            string command = string.Create(CultureInfo.InvariantCulture, $"{index} {setting}");
            if (!_first.TryGetValue(command, out Answer? answer))
            {
                answer = await AskAsync(command);
                if (answer is null)
                {
                    return null;
                }

                _first.Add(command, answer);
            }

            if (answer.Recall >= recall)
            {
                return command;
            }
        }

        return null;
    }

    public void Dispose() => _session.Dispose();

    private Task<Answer?> AskAsync(string command) => _session.AskAsync<Answer>(command, _cancellation);

    private static void Write(string path, float[] values)
    {
        using FileStream file = File.Create(path);
        const int PartValues = 1 << 24;
        for (int first = 0; first < values.Length; first += PartValues)
        {
            file.Write(MemoryMarshal.AsBytes(values.AsSpan(first, Math.Min(PartValues, values.Length - first))));
        }
    }

    /// <param name="Ivf">Numbers of lists to probe, ascending.</param>
    /// <param name="Hnsw">Breadths of the search, ascending; empty when it was not built.</param>
    internal sealed record Built(string FaissVersion, int[] Ivf, double IvfBuildSeconds, int[] Hnsw, double HnswBuildSeconds);

    private sealed record Answer(double Recall, double Seconds);
}
