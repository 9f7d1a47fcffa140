using System.Collections.Concurrent;
using k8s;
using k8s.Models;

namespace Tandem.Infra.Tests.Kubernetes;

/// <summary>What an overlay comes to, by <c>kubectl kustomize</c>.</summary>
internal sealed class Overlay
{
    /// <summary>The overlays there are.</summary>
    public static readonly string[] Names = ["dev", "production", "gpu"];

    private static readonly ConcurrentDictionary<string, Task<Overlay>> Read = new();

    private Overlay(string yaml)
    {
        Yaml = yaml;
        Objects = [.. KubernetesYaml.LoadAllFromString(yaml, strict: true)];
    }

    /// <summary>As kustomize wrote it.</summary>
    public string Yaml { get; }

    /// <summary>Its objects; a field that Kubernetes does not know was an error.</summary>
    public IReadOnlyList<object> Objects { get; }

    public IEnumerable<V1Deployment> Deployments => Objects.OfType<V1Deployment>();

    /// <summary>The deployments of Tandem itself, without the servers that the dev overlay brings.</summary>
    public IEnumerable<V1Deployment> Tandem => Deployments.Where(deployment => deployment.Spec.Template.Metadata.Labels.ContainsKey("app.kubernetes.io/component"));

    public static Task<Overlay> ReadAsync(string name) => Read.GetOrAdd(name, ReadNewAsync);

    private static async Task<Overlay> ReadNewAsync(string name)
    {
        (int status, string output) = await Tool.RunAsync("kubernetes-client", "kubectl", "kustomize", Repository.Infra("kubernetes", "overlays", name));
        Assert.True(status == 0, output);
        return new Overlay(output);
    }
}
