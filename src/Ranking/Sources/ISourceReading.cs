namespace Tandem.Ranking;

/// <summary>What a source has to say to one request. For one thread; disposing gives back rented memory.</summary>
internal interface ISourceReading : IDisposable
{
    /// <summary>Proposes the source's best slots that the request allows, at most <paramref name="count"/>.</summary>
    void Nominate(int count, CandidatePool pool);

    /// <summary>The source's own score, by which it ranks when it is alone; 0 when it has nothing to say of the slot.</summary>
    float Score(int slot);

    /// <summary>Writes the features of one slot, parallel to <see cref="ISource.Features"/>; <paramref name="features"/> comes as zeros.</summary>
    void Fill(int slot, Span<float> features);

    /// <summary>The evidence for one slot as a sentence.</summary>
    string Reason(int slot);
}
