using Tandem.Ranking;

namespace Tandem.Training.Evaluation;

/// <summary>A fitted blend.</summary>
/// <param name="Blend">The weights.</param>
/// <param name="Metrics">
/// On the windows it was fitted on, for users with a history (<c>blend.</c>) and without one (<c>newcomers.</c>): <c>blend.ndcg@100</c>,
/// <c>blend.new.ndcg@100</c>, the same of the default weights as <c>blend.default.ndcg@100</c>, and <c>blend.users</c>.
/// </param>
/// <param name="Note">For people: how it came about, or why the default weights were kept.</param>
public sealed record BlendFit(Blend Blend, IReadOnlyDictionary<string, double> Metrics, string Note);
