using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Tandem.Domain;
using Tandem.Grains.Training;
using Tandem.Silo;

namespace Tandem.Grains.Tests.Cluster;

public sealed class NodeRegistrationTests
{
    [Fact]
    public void ClusterMode_WithoutConnectionStrings_SaysWhichAreMissing()
    {
        TandemException error = Assert.Throws<TandemException>(() => Build(("Tandem:Mode", "Cluster"), ("Tandem:Roles", "gateway")));
        Assert.Contains("Tandem:Redis", error.Message, StringComparison.Ordinal);
        Assert.Contains("Tandem:Blobs", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Roles_OfNoRole_AreRefused() =>
        Assert.Contains("serve,train,gateway", Assert.Throws<TandemException>(() => Build(("Tandem:Mode", "Cluster"), ("Tandem:Roles", "cook"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("train", true, false)]
    [InlineData("serve", false, true)]
    [InlineData("serve,train", true, true)]
    public void Roles_OfASilo_DecideWhatItHosts(string roles, bool trains, bool serves)
    {
        using IHost host = Build(("Tandem:Mode", "Cluster"), ("Tandem:Roles", roles), ("Tandem:Redis", "127.0.0.1:1"), ("Tandem:Blobs", "UseDevelopmentStorage=true"));
        Assert.Equal(trains, host.Services.GetRequiredService<IOptions<TrainingOptions>>().Value.Enabled);
        HashSet<Type> classes = host.Services.GetRequiredService<IOptions<GrainTypeOptions>>().Value.Classes;
        Assert.Equal(serves, classes.Any(static type => type.Name == "UserGrain"));
        Assert.Contains(classes, static type => type.Name == "TrainingGrain");
    }

    private static IHost Build(params (string Key, string Value)[] settings)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        foreach ((string key, string value) in settings)
            builder.Configuration[key] = value;
        builder.AddTandemNode();
        return builder.Build();
    }
}
