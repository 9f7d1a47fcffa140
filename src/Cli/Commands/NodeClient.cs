using System.Net.Http.Headers;

namespace Tandem.Cli.Commands;

/// <summary>Calls a node. The key is in the environment, not among the arguments, which every process of the machine can see.</summary>
internal static class NodeClient
{
    /// <summary>The environment's variable with the key; a node without keys needs none.</summary>
    public const string KeyVariable = "TANDEM_KEY";

    public static HttpClient Create(Uri node, TimeSpan timeout)
    {
        HttpClient client = new() { BaseAddress = node, Timeout = timeout };
        if (Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }
}
