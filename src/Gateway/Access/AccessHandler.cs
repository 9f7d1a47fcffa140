using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Tandem.Gateway.Problems;

namespace Tandem.Gateway.Access;

/// <summary>
/// Reads the key of a request: <c>Authorization: Bearer KEY</c>, or in a browser the password that it asks for. A browser sends a password by
/// itself, also from a page of somebody else, so with it a request can only read.
/// </summary>
internal sealed class AccessHandler(
    AccessKeys keys, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "key";

    private const string BasicScheme = "Basic";
    private const string BearerScheme = "Bearer";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (ReadKey() is { } presented)
            return Task.FromResult(keys.Find(presented) is { } key ? Allow(key.Name, key.Role) : AuthenticateResult.Fail("The key is not known."));

        return Task.FromResult(keys.NeedsNone(Context.Connection.RemoteIpAddress) ? Allow("nobody", AccessRole.Admin) : AuthenticateResult.NoResult());
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = new([BearerScheme, $"{BasicScheme} realm=\"Tandem\", charset=\"UTF-8\""]);
        return AnswerAsync(401, "Send a key that this node knows as 'Authorization: Bearer KEY'. Without configured keys only the machine itself may ask.");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        AnswerAsync(403, "This key does not allow that; it takes one of the role Admin.");

    private string? ReadKey()
    {
        if (!AuthenticationHeaderValue.TryParse(Request.Headers.Authorization, out AuthenticationHeaderValue? header) || header.Parameter is null)
            return null;
        if (string.Equals(header.Scheme, BearerScheme, StringComparison.OrdinalIgnoreCase))
            return header.Parameter;
        bool reads = HttpMethods.IsGet(Request.Method) || HttpMethods.IsHead(Request.Method);
        return reads && string.Equals(header.Scheme, BasicScheme, StringComparison.OrdinalIgnoreCase) ? PasswordOf(header.Parameter) : null;
    }

    /// <summary>The name before the colon is not read.</summary>
    private static string PasswordOf(string basic)
    {
        byte[] bytes = new byte[basic.Length];
        if (!Convert.TryFromBase64String(basic, bytes, out int length))
            return string.Empty;

        string pair = Encoding.UTF8.GetString(bytes, 0, length);
        return pair[(pair.IndexOf(':') + 1)..];
    }

    private AuthenticateResult Allow(string name, AccessRole role)
    {
        ClaimsIdentity identity = new([new Claim(ClaimTypes.Name, name), new Claim(ClaimTypes.Role, nameof(AccessRole.Shop))], SchemeName);
        if (role == AccessRole.Admin)
            identity.AddClaim(new Claim(ClaimTypes.Role, nameof(AccessRole.Admin)));
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }

    private Task AnswerAsync(int status, string detail) => ApiProblem.Of(status, detail: detail).ToResult().ExecuteAsync(Context);
}
