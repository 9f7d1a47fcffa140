using StackExchange.Redis;

namespace Tandem.Storage.Redis;

/// <summary>Turns Redis' answers into what happened where and what to do.</summary>
internal static class RedisErrors
{
    public static StorageUnavailableException Describe(Exception error, string server)
    {
        string text = error switch
        {
            RedisServerException { Message: var answer } when answer.StartsWith("OOM", StringComparison.Ordinal) =>
                $"Redis at {server} is full. Raise its maxmemory, or keep less (Tandem:Events:RetainFor, RetainEvents). Send the same again later.",
            RedisServerException { Message: var answer } when answer.StartsWith("MISCONF", StringComparison.Ordinal) =>
                $"Redis at {server} cannot write to its disk ({answer}). Free some space, or look at the disk. Send the same again later.",
            RedisServerException { Message: var answer } when answer.StartsWith("READONLY", StringComparison.Ordinal) =>
                $"Redis at {server} is a replica now; a new primary is being found. Send the same again.",
            RedisServerException { Message: var answer } when answer.StartsWith("LOADING", StringComparison.Ordinal) =>
                $"Redis at {server} has started and still loads its data. Send the same again later.",
            RedisServerException { Message: var answer } => $"Redis at {server} answered: {answer}",
            _ => $"Redis at {server} does not answer. Send the same again; if it goes on, look whether the server runs.",
        };
        return new StorageUnavailableException(text, error);
    }
}
