using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Tandem.Grains.Items;
using Tandem.Grains.Users;

namespace Tandem.Grains;

/// <summary>The grains that answer requests.</summary>
public static class ServingGrains
{
    /// <summary>This silo does not offer them, so the cluster places none of them here: its processors are the trainer's.</summary>
    public static IServiceCollection WithoutServingGrains(this IServiceCollection services) =>
        services.PostConfigure<GrainTypeOptions>(static types =>
        {
            types.Classes.Remove(typeof(UserGrain));
            types.Classes.Remove(typeof(ItemGrain));
            types.Classes.Remove(typeof(RecommenderGrain));
        });
}
