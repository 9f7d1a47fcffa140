using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.LightGbm;
using Tandem.Training.Evaluation;

namespace Tandem.Blend.Trial;

/// <summary>LightGBM's LambdaRank over the sources' features, and if asked each candidate's rank by each feature.</summary>
internal sealed class BoostedTrees : ITrialRanker
{
    private const int Seed = 1;
    private const int Trees = 150;
    private const int Leaves = 15;
    private const int FewestInLeaf = 50;
    private const double LearningRate = 0.05;

    /// <summary>Of the candidates that are not to be found, the linear blend's first and some drawn from the others teach.</summary>
    private const int Hardest = 200;

    private const int Drawn = 100;

    private readonly MLContext _context = new(Seed);
    private readonly RankingPredictionTransformer<LightGbmRankingModelParameters> _model;
    private readonly bool _withRanks;
    private readonly int _features;

    private BoostedTrees(Users users, LinearRanker linear, bool withRanks)
    {
        _withRanks = withRanks;
        _features = users.All[0].Columns.Length * (withRanks ? 2 : 1);
        var options = new LightGbmRankingTrainer.Options
        {
            NumberOfIterations = Trees,
            NumberOfLeaves = Leaves,
            MinimumExampleCountPerLeaf = FewestInLeaf,
            LearningRate = LearningRate,
            Seed = Seed,
            RowGroupColumnName = nameof(Row.Group),
        };
        _model = _context.Ranking.Trainers.LightGbm(options).Fit(Load(users.All.SelectMany((user, index) => Rows(user, (uint)index + 1, Teaching(user, linear)))));
    }

    private sealed class Row
    {
        [KeyType(uint.MaxValue)]
        public uint Group { get; set; }

        public float Label { get; set; }

        public float[] Features { get; set; } = [];
    }

    public static BoostedTrees Fit(Users users, LinearRanker linear, bool withRanks) => new(users, linear, withRanks);

    public float[][] Score(Users users)
    {
        IDataView rows = Load(users.All.SelectMany((user, index) => Rows(user, (uint)index + 1, Enumerable.Range(0, user.Count))));
        float[] scores = [.. _model.Transform(rows).GetColumn<float>("Score")];
        var result = new float[users.Count][];
        int first = 0;
        for (int user = 0; user < result.Length; user++)
        {
            result[user] = scores[first..(first + users.All[user].Count)];
            first += users.All[user].Count;
        }

        return result;
    }

    private static IEnumerable<int> Teaching(BlendUser user, LinearRanker linear)
    {
        float[] scores = linear.Score(user);
        int[] order = [.. Enumerable.Range(0, user.Count).OrderByDescending(candidate => scores[candidate])];
        int[] others = order.Length > Hardest ? order[Hardest..] : [];
        new Random(Seed).Shuffle(others);
        return order.Take(Hardest).Concat(others.Take(Drawn)).Union(user.Relevant);
    }

    private IEnumerable<Row> Rows(BlendUser user, uint group, IEnumerable<int> candidates)
    {
        HashSet<int> relevant = [.. user.Relevant];
        float[][] ranks = _withRanks ? [.. user.Columns.Select(column => Ranks(column, user.Count))] : [];
        foreach (int candidate in candidates)
        {
            var features = new float[_features];
            for (int feature = 0; feature < user.Columns.Length; feature++)
            {
                features[feature] = user.Columns[feature]?[candidate] ?? 0;
                if (_withRanks)
                {
                    features[user.Columns.Length + feature] = ranks[feature][candidate];
                }
            }

            yield return new Row { Group = group, Label = relevant.Contains(candidate) ? 1 : 0, Features = features };
        }
    }

    /// <summary>1 / rank from 1, the largest value first; 0 for all where the user has none of the feature.</summary>
    private static float[] Ranks(float[]? column, int count)
    {
        var ranks = new float[count];
        if (column is not null)
        {
            int[] order = [.. Enumerable.Range(0, count).OrderByDescending(candidate => column[candidate])];
            for (int place = 0; place < count; place++)
            {
                ranks[order[place]] = 1f / (place + 1);
            }
        }

        return ranks;
    }

    private IDataView Load(IEnumerable<Row> rows)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, _features);
        return _context.Data.LoadFromEnumerable(rows, schema);
    }
}
