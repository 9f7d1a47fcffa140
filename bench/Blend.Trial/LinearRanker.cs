using Tandem.Ranking;
using Tandem.Training.Evaluation;

namespace Tandem.Blend.Trial;

/// <summary>What scores all candidates of users.</summary>
internal interface ITrialRanker
{
    /// <summary>[users][candidates]</summary>
    float[][] Score(Users users);
}

/// <summary>The blend that Tandem serves.</summary>
internal sealed class LinearRanker(Ranking.Blend blend) : ITrialRanker
{
    private readonly float[] _weights = [.. SourceFeatures.Names.Select(name => (float)blend.Weights.GetValueOrDefault(name))];

    public float[][] Score(Users users) => [.. users.All.Select(Score)];

    public float[] Score(BlendUser user)
    {
        BlendScores.Fill(user, _weights);
        return [.. user.Scores];
    }
}
