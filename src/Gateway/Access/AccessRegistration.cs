using Microsoft.AspNetCore.Authentication;

namespace Tandem.Gateway.Access;

/// <summary>Keys before the API.</summary>
internal static class AccessRegistration
{
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddOptions<AccessOptions>().BindConfiguration(AccessOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<AccessKeys>();
        services.AddAuthentication(AccessHandler.SchemeName).AddScheme<AuthenticationSchemeOptions, AccessHandler>(AccessHandler.SchemeName, null);
        services.AddAuthorizationBuilder()
            .AddPolicy(nameof(AccessRole.Shop), static policy => policy.RequireRole(nameof(AccessRole.Shop)))
            .AddPolicy(nameof(AccessRole.Admin), static policy => policy.RequireRole(nameof(AccessRole.Admin)));
        return services;
    }

    /// <summary>Endpoints that are mapped on the result ask for a key of this role.</summary>
    public static RouteGroupBuilder For(this IEndpointRouteBuilder app, AccessRole role) => app.MapGroup("").RequireAuthorization(role.ToString());
}
