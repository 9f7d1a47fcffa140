using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;
using Tandem.Grains.Tests;

namespace Tandem.Gateway.Tests.Access;

/// <summary>A node with two keys.</summary>
public sealed class AccessTests : IAsyncLifetime
{
    private const string ShopKey = "c2hvcA-of-random-bits";
    private const string AdminKey = "YWRtaW4-of-random-bits";

    private readonly TemporaryFolder _folder = new();
    private WebApplication _node = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _node = await GatewayFixture.StartAsync(_folder.Path, settings: Keys(("shop", ShopKey, "Shop"), ("operator", AdminKey, "Admin")));
        _client = GatewayFixture.ClientOf(_node);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _node.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("/v1/popular", null, 401)]
    [InlineData("/v1/popular", "guessed", 401)]
    [InlineData("/v1/popular", "", 401)]
    [InlineData("/v1/popular", ShopKey, 503)]
    [InlineData("/v1/popular", AdminKey, 503)]
    [InlineData("/v1/bundles", null, 401)]
    [InlineData("/v1/bundles", ShopKey, 403)]
    [InlineData("/v1/bundles", AdminKey, 200)]
    [InlineData("/v1/training", ShopKey, 403)]
    [InlineData("/v1/dead-letters", ShopKey, 403)]
    [InlineData("/dashboard/", null, 401)]
    [InlineData("/dashboard/", ShopKey, 403)]
    [InlineData("/dashboard/", AdminKey, 200)]
    [InlineData("/health/live", null, 200)]
    [InlineData("/metrics", null, 200)]
    public async Task Get_WithKey_IsAnsweredByItsRole(string path, string? key, int status)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, path, key is null ? null : new("Bearer", key));
        Assert.Equal(status, (int)response.StatusCode);
        if (status is 401 or 403)
        {
            JsonNode problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
            Assert.Equal(status == 401 ? "unauthorized" : "forbidden", (string?)problem["code"]);
        }
    }

    [Fact]
    public async Task Get_WithTheKeyAsAPassword_IsAnswered()
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, "/v1/bundles", Basic(AdminKey));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Post_WithTheKeyAsAPassword_IsRefused()
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Post, "/v1/training/pause", Basic(AdminKey));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        using HttpResponseMessage withKey = await SendAsync(HttpMethod.Post, "/v1/training/pause", new("Bearer", AdminKey));
        Assert.Equal(HttpStatusCode.OK, withKey.StatusCode);
    }

    [Theory]
    [InlineData("Basic", "no base64!")]
    [InlineData("Basic", "")]
    [InlineData("Bearer", " ")]
    [InlineData("Digest", "x")]
    public async Task Get_WithAHeaderThatIsNone_IsUnauthorized(string scheme, string parameter)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/v1/bundles");
        request.Headers.TryAddWithoutValidation("Authorization", $"{scheme} {parameter}");
        using HttpResponseMessage response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains(response.Headers.WwwAuthenticate, challenge => challenge.Scheme == "Bearer");
    }

    [Theory]
    [InlineData("", "00", "Shop", "Name is empty")]
    [InlineData("shop", "00", "Shop", "sha256sum")]
    [InlineData("shop", "zz", "7", "expected Shop or Admin")]
    public async Task Start_WithAKeyThatIsNone_SaysWhatIsWrong(string name, string hash, string role, string part)
    {
        using TemporaryFolder folder = new();
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => GatewayFixture.StartAsync(folder.Path, settings: new Dictionary<string, string?>
        {
            ["Tandem:Access:Keys:0:Name"] = name,
            ["Tandem:Access:Keys:0:Sha256"] = hash,
            ["Tandem:Access:Keys:0:Role"] = role,
        }));
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, AuthenticationHeaderValue? authorization)
    {
        using HttpRequestMessage request = new(method, path);
        request.Headers.Authorization = authorization;
        return await _client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static AuthenticationHeaderValue Basic(string key) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"me:{key}")));

    private static Dictionary<string, string?> Keys(params (string Name, string Key, string Role)[] keys)
    {
        Dictionary<string, string?> settings = [];
        for (int i = 0; i < keys.Length; i++)
        {
            settings[$"Tandem:Access:Keys:{i}:Name"] = keys[i].Name;
            settings[$"Tandem:Access:Keys:{i}:Sha256"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(keys[i].Key)));
            settings[$"Tandem:Access:Keys:{i}:Role"] = keys[i].Role;
        }

        return settings;
    }
}
