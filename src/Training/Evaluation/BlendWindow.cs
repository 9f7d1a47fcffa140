using Tandem.Datasets;
using Tandem.Ranking;

namespace Tandem.Training.Evaluation;

/// <summary>What a blend is fitted on: a model that knows nothing after <paramref name="From"/>, and the outcomes that came then.</summary>
/// <param name="Model">Built and trained on events up to <paramref name="From"/>.</param>
/// <param name="Events">All events of the dataset; item codes as in the model.</param>
/// <param name="From">The moment of the requests.</param>
/// <param name="To">The last moment whose outcomes count.</param>
/// <param name="HideKnown">What a user dealt with before is neither a candidate nor to be found.</param>
public sealed record BlendWindow(ServingModel Model, Interactions Events, DateTimeOffset From, DateTimeOffset To, bool HideKnown = false);
