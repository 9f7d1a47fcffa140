using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Tandem.Grains.Tests.Wire;

/// <summary>
/// While a cluster is upgraded, old and new processes send each other messages and read each other's states. Samples of every type, as
/// earlier versions wrote them, lie in <c>Wire/samples</c>; this version must read them. A file of it is never changed, only added.
/// </summary>
public sealed class WireFormatTests
{
    /// <summary>Set to a file's path, it makes <see cref="Type_StoredOrSent_HasASample"/> write samples of the types that have none.</summary>
    private const string WriteTo = "TANDEM_WRITE_WIRE_SAMPLES";

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    private readonly Serializer _serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    [Fact]
    public void Type_StoredOrSent_HasASample()
    {
        HashSet<string> sampled = [.. Samples().Select(static sample => sample.Alias)];
        Type[] missing = [.. WireSample.Types().Where(type => !sampled.Contains(WireSample.AliasOf(type)))];
        if (missing.Length > 0 && Environment.GetEnvironmentVariable(WriteTo) is { Length: > 0 } file)
            File.WriteAllText(file, JsonSerializer.Serialize(missing.Select(Write), Json));

        Assert.True(
            missing.Length == 0,
            $"No sample of {string.Join(", ", missing.Select(static type => type.Name))}: run this test once with {WriteTo}=FILE, and put FILE into tests/Grains.Tests/Wire/samples.");
    }

    [Fact]
    public void Sample_OfAnEarlierVersion_IsReadWithAllItsValues()
    {
        Sample[] samples = [.. Samples()];
        Assert.NotEmpty(samples);
        Assert.All(samples, sample =>
        {
            SortedDictionary<string, string> read = WireSample.Describe(_serializer.Deserialize<object>(Convert.FromBase64String(sample.Bytes)));

            // New members may have been added since; none may be lost or changed.
            Assert.All(sample.Values, value => Assert.True(
                read.TryGetValue(value.Key, out string? found) && found == value.Value, $"{sample.Alias}{value.Key} was '{value.Value}', is read as '{found}'."));
        });
    }

    [Fact]
    public void Alias_OfATypeOrAGrain_IsUnique()
    {
        string[] aliases = [.. WireSample.Types().Select(WireSample.AliasOf)];
        Assert.Equal(aliases.Distinct(), aliases);
    }

    private Sample Write(Type type)
    {
        object value = new WireSample().Fill(type);
        byte[] bytes = _serializer.SerializeToArray(value);
        return new Sample(WireSample.AliasOf(type), Convert.ToBase64String(bytes), WireSample.Describe(value));
    }

    private static IEnumerable<Sample> Samples() =>
        Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Wire", "samples"), "*.json")
            .SelectMany(static file => JsonSerializer.Deserialize<Sample[]>(File.ReadAllText(file))!);

    private sealed record Sample(string Alias, string Bytes, SortedDictionary<string, string> Values);
}
