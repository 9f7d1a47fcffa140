namespace Tandem.Training.Online;

/// <summary>Why a candidate was published, or was not.</summary>
/// <param name="Examples">Held-out orders that were ranked by both.</param>
/// <param name="Candidate">Mean NDCG@100 of the candidate's answers.</param>
/// <param name="Champion">Mean NDCG@100 of the active bundle's answers.</param>
/// <param name="Low">2.5 % quantile of candidate minus champion, by a bootstrap over the orders.</param>
/// <param name="High">97.5 % quantile.</param>
public sealed record GateDecision(bool Passed, string Reason, int Examples, double Candidate, double Champion, double Low, double High);
