using Tandem.Ranking.Partitions;
using Tandem.Retrieval;

namespace Tandem.Ranking;

/// <summary>The two towers: cosine of the user's vector and the item's. Silent without towers or without a history.</summary>
internal sealed class TowersSource : ISource
{
    public const string SourceName = "towers";

    public string Name => SourceName;

    public IReadOnlyList<SourceFeature> Features { get; } = [new("towers.cosine", 1.0), new("towers.best", 0.5)];

    public ISourceReading? Read(RankingRequest request) =>
        request.UserVector is { } user && request.Vectors is { } index ? new Reading(request, user, index) : null;

    private sealed class Reading(RankingRequest request, float[] user, VectorReader index) : ISourceReading
    {
        private readonly float _sharpness = 1 / request.Model.Parts.Towers!.Temperature;
        private readonly float[] _item = new float[index.Dimension];
        private float _best = 1;

        public void Dispose()
        {
        }

        public void Nominate(int count, CandidatePool pool)
        {
            index.MultiplyWith(user);
            ScoredItem[] hits = index.Search(user, count, request.Allowed);
            _best = hits.Length == 0 ? 1 : hits[0].Score;
            foreach (ScoredItem hit in hits)
            {
                pool.Add(hit.Slot);
            }
        }

        public float Score(int slot) => 1 + Cosine(slot);

        public void Fill(int slot, Span<float> features)
        {
            float cosine = Cosine(slot);
            features[0] = cosine;
            features[1] = MathF.Exp((cosine - _best) * _sharpness);
        }

        public string Reason(int slot) => "Close to your taste by the user tower.";

        // 0 where an item has no vector, because the model cannot make one for it.
        private float Cosine(int slot) => index.Product(user, slot, _item);
    }
}
