namespace Tandem.Retrieval.Lists;

/// <summary>A query that recall is measured with.</summary>
/// <param name="Values">[dimension], of length 1 where the similarity is cosine.</param>
/// <param name="Allowed">Bitmap of the slots that pass; empty for all.</param>
/// <param name="Excluded">Bitmap with the query's own slot, where it is a vector of the segment; empty otherwise.</param>
/// <param name="Best">The true best slots that pass.</param>
internal sealed record CalibrationQuery(float[] Values, ulong[] Allowed, ulong[] Excluded, HashSet<int> Best);
