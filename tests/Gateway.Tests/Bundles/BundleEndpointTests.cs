using System.Formats.Tar;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Tandem.Grains.Tests;

namespace Tandem.Gateway.Tests.Bundles;

/// <summary>These change which bundle is active, so they have nodes of their own.</summary>
public sealed class BundleEndpointTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Earlier = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await GatewayFixture.StartAsync(_folder.Path);
        _client = GatewayFixture.ClientOf(_app);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Queries_NoBundle_503AndNotReady()
    {
        (int status, JsonNode problem) = await ReadAsync(await _client.GetAsync(Relative("/v1/users/u/recommendations")));

        Assert.Equal((503, "no_bundle"), (status, (string?)problem["code"]));
        Assert.Equal(503, (await ReadAsync(await _client.GetAsync(Relative("/health/ready")))).Status);
        Assert.Equal(200, (await ReadAsync(await _client.GetAsync(Relative("/health/live")))).Status);
    }

    [Fact]
    public async Task Activate_NewerThenBack_AnswersComeFromIt()
    {
        string first = await SampleBundle.PublishAsync(_folder.Path, Earlier);
        string second = await SampleBundle.PublishAsync(_folder.Path, Earlier.AddDays(1));
        await ActivateAsync(second);
        (int status, JsonNode answer) = await ActivateAsync(first);

        Assert.Equal((200, first, second), (status, (string?)answer["active"], (string?)answer["previous"]));
        Assert.Equal(first, (string?)(await ReadAsync(await _client.GetAsync(Relative("/v1/popular")))).Body["bundle"]);
    }

    [Fact]
    public async Task Activate_Damaged_422AndTheOldOneStays()
    {
        string good = await SampleBundle.PublishAsync(_folder.Path, Earlier);
        await ActivateAsync(good);
        string damaged = await SampleBundle.PublishAsync(_folder.Path, Earlier.AddDays(1));
        SampleBundle.Damage(_folder.Path, damaged);
        (int status, JsonNode problem) = await ActivateAsync(damaged);

        Assert.Equal((422, "bundle_refused"), (status, (string?)problem["code"]));
        Assert.Equal(good, (string?)(await ReadAsync(await _client.GetAsync(Relative("/v1/bundles")))).Body["loaded"]!["version"]);
    }

    [Fact]
    public async Task Activate_Unknown_404()
    {
        (int status, JsonNode problem) = await ActivateAsync("20260101T000000Z-00000000");

        Assert.Equal((404, "bundle_not_found"), (status, (string?)problem["code"]));
    }

    [Fact]
    public async Task Put_TarOfABundle_StoredOnceThenActivated()
    {
        string elsewhere = Path.Combine(_folder.Path, "elsewhere");
        string version = await SampleBundle.PublishAsync(elsewhere, Earlier);
        byte[] tar = Pack(Path.Combine(elsewhere, "artifacts", "bundles", version));

        Assert.Equal(201, (await UploadAsync(version, tar)).Status);
        Assert.Equal(200, (await UploadAsync(version, tar)).Status);
        Assert.Equal(200, (await ActivateAsync(version)).Status);
    }

    [Theory]
    [InlineData("../escape")]
    [InlineData("folder/file")]
    [InlineData(".hidden")]
    public async Task Put_ArchiveWithAForeignPath_422(string name)
    {
        MemoryStream stream = new();
        using (TarWriter writer = new(stream, leaveOpen: true))
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream([1]) });

        (int status, JsonNode problem) = await UploadAsync("20260101T000000Z-00000000", stream.ToArray());

        Assert.Equal((422, "bundle_refused"), (status, (string?)problem["code"]));
    }

    [Fact]
    public async Task Put_NoTar_422()
    {
        (int status, JsonNode problem) = await UploadAsync("20260101T000000Z-00000000", [.. Enumerable.Repeat((byte)'x', 2_000)]);

        Assert.Equal((422, "bundle_refused"), (status, (string?)problem["code"]));
    }

    private static byte[] Pack(string folder)
    {
        MemoryStream stream = new();
        using (TarWriter writer = new(stream, leaveOpen: true))
        {
            foreach (string file in Directory.EnumerateFiles(folder).Where(file => !Path.GetFileName(file).StartsWith('.')))
                writer.WriteEntry(file, Path.GetFileName(file));
        }

        return stream.ToArray();
    }

    private async Task<(int Status, JsonNode Body)> UploadAsync(string version, byte[] tar)
    {
        using ByteArrayContent content = new(tar);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-tar");
        return await ReadAsync(await _client.PutAsync(Relative($"/v1/bundles/{version}"), content));
    }

    private async Task<(int Status, JsonNode Body)> ActivateAsync(string version) =>
        await ReadAsync(await _client.PostAsync(Relative($"/v1/bundles/{version}/activate"), null));

    private static async Task<(int Status, JsonNode Body)> ReadAsync(HttpResponseMessage response)
    {
        using (response)
            return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    private static Uri Relative(string path) => new(path, UriKind.Relative);
}
