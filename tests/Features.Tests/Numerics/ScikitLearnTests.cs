using Tandem.Features.Numerics;

namespace Tandem.Features.Tests.Numerics;

/// <summary>The same rows through scikit-learn's exact solver, where the system's Python has it.</summary>
public class ScikitLearnTests
{
    private const int K = 8;

    private const string Script = """
        import json, sys
        import scipy.sparse
        from sklearn.decomposition import TruncatedSVD
        given = json.load(sys.stdin)
        rows, columns, k = given["rows"], given["columns"], given["k"]
        entries = [(i, int(c), v) for i, row in enumerate(rows) for c, v in row.items()]
        i, j, v = zip(*entries)
        a = scipy.sparse.csr_matrix((v, (i, j)), shape=(len(rows), columns))
        svd = TruncatedSVD(k, algorithm="arpack").fit(a)
        order = svd.singular_values_.argsort()[::-1]
        print(json.dumps({"components": svd.components_[order].tolist(), "explained": svd.explained_variance_ratio_[order].tolist()}))
        """;

    [Fact]
    public async Task Fit_RandomRows_FindsWhatScikitLearnFinds()
    {
        const int Columns = 120;
        SparseMatrix a = TruncatedSvdTests.RandomRows(500, Columns, 9);
        Answer? theirs = await SystemPython.AskAsync<Answer>(
            Script, new { rows = Rows(a), columns = Columns, k = K }, TestContext.Current.CancellationToken);
        Assert.SkipWhen(theirs is null, $"{SystemPython.Path} has no scikit-learn.");
        TruncatedSvd ours = TruncatedSvd.Fit(a, K, seed: 1, new ParallelOptions());
        double explained = 0;
        for (int j = 0; j < K; j++)
        {
            explained += theirs.Explained[j];
            Assert.Equal(explained, ours.VarianceCurve[j], 1e-4);
            double cosine = Enumerable.Range(0, Columns).Sum(c => ours.Components[(c * K) + j] * theirs.Components[j][c]);
            Assert.Equal(1, Math.Abs(cosine), 1e-2);
        }
    }

    private static Dictionary<int, float>[] Rows(SparseMatrix a)
    {
        Dictionary<int, float>[] rows = new Dictionary<int, float>[a.RowCount];
        for (int row = 0; row < rows.Length; row++)
        {
            rows[row] = [];
            for (int i = 0; i < a.RowColumns(row).Length; i++)
            {
                rows[row].Add(a.RowColumns(row)[i], a.RowValues(row)[i]);
            }
        }

        return rows;
    }

    private sealed record Answer(double[][] Components, double[] Explained);
}
