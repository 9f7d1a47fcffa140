using Tandem.Features;

namespace Tandem.Training.Batches;

/// <summary>
/// Writes the features of a sequence in time order into [events, features]; <see cref="Features.EventFeatures.Encode"/> outside
/// of tests. Must be causal: what comes later changes nothing before it.
/// </summary>
public delegate void EventEncoder(ReadOnlySpan<SequenceEvent> sequence, Span<float> destination);
