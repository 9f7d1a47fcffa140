using System.Globalization;
using Microsoft.Extensions.Options;
using Tandem.Ranking.Partitions;

namespace Tandem.Grains.Partitions;

/// <summary>
/// Asks the silos for their partitions. While a lost silo's partitions move, queries wait: an answer has been given everything or is not
/// given at all.
/// </summary>
internal sealed class ClusterPartitions(
    PartitionSilos silos, PartitionHolder holder, IOptions<IndexOptions> options, PartitionInstruments instruments, TimeProvider time) : IVectorPartitions
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public async Task AnswerAsync(VectorQuestions questions, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(questions);
        long started = time.GetTimestamp();
        int partitions = options.Value.Partitions;
        string version = questions.Model.Manifest.Version;
        questions.Take(await Task.WhenAll(Enumerable.Range(0, partitions).Select(async partition =>
            questions.For(partition, partitions) is { } question ? await AskAsync(version, partition, question, started, cancellation) : null)));
        instruments.Answered(time.GetElapsedTime(started));
    }

    private async Task<byte[]> AskAsync(string version, int partition, byte[] question, long started, CancellationToken cancellation)
    {
        Exception? failure = null;
        while (true)
        {
            foreach (SiloAddress silo in silos.Candidates(partition))
            {
                try
                {
                    if (await AskAsync(silo, version, partition, question) is { } answer)
                        return answer;
                }
                catch (Exception error) when (error is not OperationCanceledException)
                {
                    failure = error;
                    instruments.Asked(PartitionOutcome.Failed);
                }

                if (time.GetElapsedTime(started) > options.Value.Patience)
                    break;
            }

            if (time.GetElapsedTime(started) > options.Value.Patience)
            {
                instruments.Asked(PartitionOutcome.GivenUp);
                throw new TimeoutException(
                    string.Create(CultureInfo.InvariantCulture, $"No silo answered for partition {partition} of bundle {version} within {options.Value.Patience.TotalSeconds} s. Try again; if it goes on, there are fewer silos than Tandem:Index:MinSilos, or one cannot load its share."),
                    failure);
            }

            await Task.Delay(Pause, time, cancellation);
        }
    }

    private async Task<byte[]?> AskAsync(SiloAddress silo, string version, int partition, byte[] question)
    {
        bool here = silo.Equals(silos.Me);
        byte[]? answer = here ? await holder.AnswerAsync(version, partition, question) : await silos.Of(silo).AskAsync(version, partition, question);
        instruments.Asked(answer is null ? PartitionOutcome.NotHeld : here ? PartitionOutcome.Here : PartitionOutcome.Elsewhere);
        return answer;
    }
}
