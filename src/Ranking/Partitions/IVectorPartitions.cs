namespace Tandem.Ranking.Partitions;

/// <summary>Whoever knows which silo holds which partition.</summary>
public interface IVectorPartitions
{
    /// <summary>Asks all partitions what is open, and gives the questions their answers.</summary>
    /// <exception cref="TimeoutException">A partition could not be reached in time. Try again.</exception>
    Task AnswerAsync(VectorQuestions questions, CancellationToken cancellation = default);
}
