using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using StackExchange.Redis;
using Tandem.Domain;
using Tandem.Grains.Towers;
using Tandem.Storage;

namespace Tandem.Grains.Tests.Wire;

public sealed class ErrorSerializationTests
{
    private readonly Serializer _serializer =
        new ServiceCollection().AddSerializer().AddTandemErrors().BuildServiceProvider().GetRequiredService<Serializer>();

    public static TheoryData<Exception> Errors { get; } =
    [
        new StorageUnavailableException("The disk is full.", new IOException("No space left.")),
        new StorageUnavailableException("Redis does not answer.", new RedisConnectionException(ConnectionFailureType.SocketClosed, "Socket closed.")),
        new StorageUnavailableException("Redis is slow.", new RedisTimeoutException("Too late.", CommandStatus.Sent)),
        new StorageUnavailableException("Redis loads.", new RedisServerException("LOADING")),
        new StorageUnavailableException("The blobs are away.", new Azure.RequestFailedException(503, "Busy.")),
        new StorageUnavailableException("The blobs are away.", new Polly.CircuitBreaker.BrokenCircuitException("Open.")),
        new StorageUnavailableException("The disk is full.", new SqliteException("Full.", 13)),
        new BundleRefusedException("bundle", missing: false, "It is damaged.", null),
        new TandemException("It cannot be done."),
    ];

    [Theory]
    [MemberData(nameof(Errors))]
    public void Error_OfTandem_KeepsItsTypeAndWhatItSays(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        Exception read = _serializer.Deserialize<Exception>(_serializer.SerializeToArray(error))!;
        Assert.IsType(error.GetType(), read);
        Assert.Equal(error.Message, read.Message);
        Assert.Equal(error.InnerException?.Message, read.InnerException?.Message);
    }
}
