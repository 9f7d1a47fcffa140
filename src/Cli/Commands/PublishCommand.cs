using System.CommandLine;
using System.Formats.Tar;
using System.Net;
using System.Net.Http.Headers;
using Tandem.Cli.CommandLine;
using Tandem.Domain;
using Tandem.Towers;

namespace Tandem.Cli.Commands;

/// <summary><c>tandem publish</c>: verify a bundle here, send it to a node, make it answer.</summary>
internal static class PublishCommand
{
    public static Command Create()
    {
        var bundle = new Argument<string>("BUNDLE") { Description = "A bundle folder, as `tandem train` writes it." };
        Option<Uri> node = Shared.Address("--to", "The node's address.");
        var command = new Command("publish", "Send a bundle to a node and activate it.") { bundle, node };
        return command.Runs(async (parse, context) =>
        {
            BundleFolder folder = BundleFolder.Open(parse.GetValue(bundle)!);
            string version = folder.Manifest.Version;
            using HttpClient client = NodeClient.Create(parse.GetValue(node)!, TimeSpan.FromMinutes(10));
            await SendAsync(client, folder, context.Progress, context.Cancellation);
            context.Result(new { version, items = folder.Manifest.Items, node = client.BaseAddress }, $"Bundle {version} answers at {client.BaseAddress}.");
        });
    }

    /// <summary>Sends a bundle and makes it answer.</summary>
    internal static async Task SendAsync(HttpClient client, BundleFolder folder, IProgress<ProgressReport> progress, CancellationToken cancellation)
    {
        await UploadAsync(client, folder, progress, cancellation);
        await ExpectAsync(await client.PostAsync(new Uri($"/v1/bundles/{folder.Manifest.Version}/activate", UriKind.Relative), null, cancellation), "activate");
    }

    private static async Task UploadAsync(HttpClient client, BundleFolder folder, IProgress<ProgressReport> progress, CancellationToken cancellation)
    {
        // A tar on disk has a length, so the node can refuse one that is too big before reading it.
        string archive = Path.Combine(Path.GetTempPath(), $"tandem-{folder.Manifest.Version}.tar");
        try
        {
            progress.Report(new ProgressReport("publishing", 0, 2, "packing"));
            await TarFile.CreateFromDirectoryAsync(folder.Path, archive, includeBaseDirectory: false, cancellation);
            await using FileStream stream = File.OpenRead(archive);
            using var content = new StreamContent(stream);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-tar");
            progress.Report(new ProgressReport("publishing", 1, 2, $"sending {stream.Length >> 20} MiB"));
            await ExpectAsync(
                await client.PutAsync(new Uri($"/v1/bundles/{folder.Manifest.Version}", UriKind.Relative), content, cancellation), "upload");
        }
        catch (HttpRequestException error)
        {
            throw new TandemException($"{client.BaseAddress} does not answer ({error.Message}). Is the node running?", error);
        }
        finally
        {
            File.Delete(archive);
        }
    }

    private static async Task ExpectAsync(HttpResponseMessage response, string step)
    {
        using (response)
        {
            if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Created))
            {
                throw new TandemException($"The node refused to {step} the bundle: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
            }
        }
    }
}
