using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Tandem.Domain;
using Tandem.Features.Format;
using Tandem.Features.Numerics;

namespace Tandem.Features.Categories;

/// <summary>
/// A training of a Poincaré embedding (Nickel and Kiela, "Poincaré Embeddings for Learning Hierarchical Representations",
/// 2017) that can be stopped after any epoch, saved, and gone on with to the same bytes. The same edges, options and seed give
/// the same bytes with any number of threads on one kind of processor.
/// </summary>
/// <remarks>
/// Differs from the paper in four ways. Points are held in polar coordinates. Their radius is bounded by a limit that grows.
/// The nodes of a batch share their negatives. Steps are those of Riemannian Adam. Why: docs/guides/poincare.md.
/// </remarks>
public sealed class PoincareTraining
{
    /// <summary>A batch is always split into so many parts: the order of sums must not depend on the threads.</summary>
    private const int Parts = 4;

    private const int BatchesInSmallTree = 16;

    /// <summary>At most every fourth node is drawn: pushed from all nodes at once, points do not gather around their parents.</summary>
    private const int EveryNode = 4;

    private const int CheckpointVersion = 1;

    private readonly PoincareOptions _options;
    private readonly TransitiveClosure _graph;
    private readonly HyperbolicPoints _points;
    private readonly RiemannianAdam _adam;
    private readonly GradientSum _sum;
    private readonly NodeGradients[] _parts;
    private readonly PointBlock _strangers;
    private readonly int[] _nodes;
    private readonly int[] _drawn;
    private readonly int[] _places;
    private readonly int _batch;

    /// <param name="edges">Child and parent; more than one parent is allowed, a cycle is not.</param>
    /// <param name="options">How to train.</param>
    /// <exception cref="TandemException">The edges form a cycle, or an option is out of range.</exception>
    public PoincareTraining(IEnumerable<(string Child, string Parent)> edges, PoincareOptions options)
    {
        options.Validate();
        _options = options;
        _graph = TransitiveClosure.Of(edges);
        _points = StartingPoints.Of(_graph, options.Dimension, options.Seed);
        _adam = new RiemannianAdam(_points);
        _sum = new GradientSum(_points.Count, options.Dimension);
        _parts = [.. Enumerable.Range(0, Parts).Select(_ => new NodeGradients(_graph, _points, options.Objective))];
        _strangers = new PointBlock(options.Dimension);
        _nodes = [.. Enumerable.Range(0, _points.Count).Where(node => _graph.Ancestors[node].Length > 0)];
        _drawn = [.. Enumerable.Range(0, Math.Min(options.Negatives, (_points.Count + EveryNode - 1) / EveryNode))];
        _places = new int[_points.Count];
        Array.Fill(_places, -1);
        _batch = Math.Clamp(_nodes.Length / BatchesInSmallTree, 1, options.Batch);
        Pairs = _graph.Ancestors.Sum(ancestors => (long)ancestors.Length);
    }

    /// <summary>Epochs that were run.</summary>
    public int EpochsDone { get; private set; }

    /// <summary>Whether all epochs were run.</summary>
    public bool IsDone => EpochsDone >= _options.Epochs || _nodes.Length == 0;

    /// <summary>Pairs of a node and one of its ancestors, all of which one epoch trains on.</summary>
    public long Pairs { get; }

    private long StepsInEpoch => (_nodes.Length + _batch - 1) / _batch;

    /// <summary>One pass over all nodes.</summary>
    public void RunEpoch(ParallelOptions parallel, IProgress<ProgressReport>? progress = null)
    {
        // A stream of its own for each epoch, so that a checkpoint needs no generator's state.
        Random random = new((int)StableHash.Of(FormattableString.Invariant($"{_options.Seed} {EpochsDone}")));
        int[] order = [.. _nodes];
        random.Shuffle(order);
        ParallelOptions threads = new() { MaxDegreeOfParallelism = parallel.MaxDegreeOfParallelism };
        double loss = 0;
        for (int start = 0; start < order.Length; start += _batch)
        {
            double done = ((EpochsDone * (double)StepsInEpoch) + (start / _batch)) / (_options.Epochs * (double)StepsInEpoch);
            loss += Step(order.AsMemory(start, Math.Min(_batch, order.Length - start)), done, random, threads);
        }

        EpochsDone++;
        progress?.Report(new ProgressReport(
            "Poincaré embedding", EpochsDone, _options.Epochs, FormattableString.Invariant($"loss {loss / _nodes.Length:0.0000}")));
    }

    /// <summary>The embedding as it stands, measured.</summary>
    public PoincareEmbedding Finish(ParallelOptions parallel, IProgress<ProgressReport>? progress = null)
    {
        float[] vectors = new float[_points.Count * _options.Dimension];
        for (int node = 0; node < _points.Count; node++)
        {
            _points.ToBall(node, vectors.AsSpan(node * _options.Dimension, _options.Dimension));
        }

        PoincareQuality quality = PoincareQuality.Of(_graph, HyperbolicPoints.FromBall(vectors, _options.Dimension), parallel, progress);
        return new PoincareEmbedding(_graph.Names, vectors, _options.Dimension, quality);
    }

    /// <summary>Writes what <see cref="Load"/> needs to go on.</summary>
    public void Save(Stream destination)
    {
        using FitWriter writer = new(destination);
        writer.Write(CheckpointVersion);
        writer.Write(Fingerprint());
        writer.Write(EpochsDone);
        _points.Save(writer);
        _adam.Save(writer);
    }

    /// <exception cref="TandemException">The checkpoint is of other edges or options, or is damaged.</exception>
    public void Load(Stream source)
    {
        using FitReader reader = new(source);
        try
        {
            if (reader.Int() != CheckpointVersion || reader.Text() != Fingerprint())
            {
                throw new TandemException("The checkpoint is of other edges, other options or another version of this program. Delete it, or run with what it was made with.");
            }

            EpochsDone = reader.Int();
            _points.Load(reader);
            _adam.Load(reader);
        }
        catch (EndOfStreamException)
        {
            throw new TandemException("The checkpoint is cut short. Delete it and start again.");
        }
    }

    private double Step(ReadOnlyMemory<int> batch, double done, Random random, ParallelOptions threads)
    {
        DrawStrangers(random);
        _strangers.Load(_points, _drawn);
        int share = (batch.Length + Parts - 1) / Parts;
        Parallel.For(0, Parts, threads, part =>
        {
            int start = Math.Min(part * share, batch.Length);
            _parts[part].Compute(batch.Span[start..Math.Min(start + share, batch.Length)], _strangers, _places);
        });
        double loss = 0;
        foreach (NodeGradients part in _parts)
        {
            part.AddTo(_sum, _drawn, _strangers);
            loss += part.Loss;
        }

        _sum.Apply(_adam, Rate(done), LargestRadius(done));
        return loss;
    }

    private void DrawStrangers(Random random)
    {
        foreach (int node in _drawn)
        {
            _places[node] = -1;
        }

        for (int i = 0; i < _drawn.Length; i++)
        {
            int node;
            do
            {
                node = random.Next(_points.Count);
            }
            while (_places[node] >= 0);

            _drawn[i] = node;
            _places[node] = i;
        }
    }

    private float Rate(double done)
    {
        const double Rise = 0.05;
        double share = done < Rise ? done / Rise : (1 + Math.Cos(Math.PI * (done - Rise) / (1 - Rise))) / 2;
        return (float)(_options.LearningRate * share);
    }

    private float LargestRadius(double done)
    {
        double share = _options.GrowthShare == 0 ? 1 : Math.Min(1, done / _options.GrowthShare);
        return (float)Math.Max(StartingPoints.LargestRadius, _options.LargestRadius * share);
    }

    private string Fingerprint()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{_options}"));
        for (int node = 0; node < _points.Count; node++)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(_graph.Names[node]));
            hash.AppendData(MemoryMarshal.AsBytes(_graph.Ancestors[node].AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
