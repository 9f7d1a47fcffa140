using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Tandem.Storage.Sqlite;
using Tandem.Storage.Tests.Contracts;

namespace Tandem.Storage.Tests.Sqlite;

[Alias("Tandem.Storage.Tests.ICounterGrain")]
public interface ICounterGrain : IGrainWithStringKey
{
    [Alias("IncrementAsync")]
    Task<int> IncrementAsync();
}

[GrainType(TypeName)]
public sealed class CounterGrain(
    [PersistentState(CounterGrain.StateName, SqliteStorageExtensions.GrainStorageName)] IPersistentState<SampleState> state) : Grain, ICounterGrain
{
    public const string TypeName = "counter";
    public const string StateName = "count";

    public async Task<int> IncrementAsync()
    {
        state.State.Count++;
        await state.WriteStateAsync();
        return state.State.Count;
    }
}

internal static class SerializerRegistration
{
    public static void AddSerializerForTests(this IServiceCollection services) => services.AddSerializer();
}
