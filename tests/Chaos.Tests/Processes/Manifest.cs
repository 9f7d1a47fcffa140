using System.Text.Json;
using k8s;
using k8s.Models;

namespace Tandem.Chaos.Tests.Processes;

/// <summary>
/// How a deployment of <c>infra/kubernetes/base</c> starts its process, so that what the tests start is what a cluster starts: the command
/// of the image, the environment of the pod, its grace period.
/// </summary>
internal sealed class Manifest
{
    private const string Runtime = "dotnet";

    /// <summary>Silos that host users and items.</summary>
    public static readonly Manifest Serve = Read("serve");

    /// <summary>The silo of the trainer.</summary>
    public static readonly Manifest Train = Read("train");

    /// <summary>The silo of the trainer from the image with TorchSharp, on the processor.</summary>
    public static readonly Manifest TorchTrain = Read("train", "tandem-trainer");

    /// <summary>The HTTP edge.</summary>
    public static readonly Manifest Gateway = Read("gateway");

    private Manifest(string name, V1PodSpec pod, IDictionary<string, string> shared, string? image)
    {
        V1Container container = pod.Containers.Single();
        Name = name;
        Command = ReadCommand(image ?? container.Image);
        Environment = shared.ToDictionary();
        foreach (V1EnvVar variable in container.Env.Where(static variable => variable.Value is not null))
            Environment[variable.Name] = variable.Value;

        Given = [.. container.Env.Where(static variable => variable.ValueFrom is not null).Select(static variable => variable.Name)];
        Port = container.Ports.Single(static port => port.Name == "http").ContainerPort;
        BeforeStop = TimeSpan.FromSeconds(container.Lifecycle?.PreStop.Sleep.Seconds ?? 0);
        GracePeriod = TimeSpan.FromSeconds(pod.TerminationGracePeriodSeconds!.Value);
        Startup = container.StartupProbe.HttpGet.Path;
        Readiness = container.ReadinessProbe.HttpGet.Path;
    }

    /// <summary>What the process is, the file's name.</summary>
    public string Name { get; }

    /// <summary>The variables whose values the manifests state.</summary>
    public Dictionary<string, string> Environment { get; }

    /// <summary>The variables that Kubernetes gives a pod: addresses, names and secrets.</summary>
    public IReadOnlyList<string> Given { get; }

    /// <summary>The port of HTTP.</summary>
    public int Port { get; }

    /// <summary>How long a pod that stops is out of the service before it is told.</summary>
    public TimeSpan BeforeStop { get; }

    /// <summary>From when a pod is to stop until it is killed.</summary>
    public TimeSpan GracePeriod { get; }

    /// <summary>The path that answers once the process is started.</summary>
    public string Startup { get; }

    /// <summary>The path that answers while the process takes requests.</summary>
    public string Readiness { get; }

    /// <summary>The command of the image, with the program that was built here.</summary>
    public IReadOnlyList<string> Command { get; }

    /// <summary>Stops a process as a pod is stopped: out of the service first, then SIGTERM, and SIGKILL when the grace period is over.</summary>
    /// <returns>The exit status, and how long it took from SIGTERM on.</returns>
    public async Task<(int Status, TimeSpan Took)> StopAsync(TandemProcess process)
    {
        await Task.Delay(BeforeStop);
        return await process.StopAsync(GracePeriod - BeforeStop);
    }

    private static Manifest Read(string name, string? image = null)
    {
        V1ConfigMap config = Load("config").OfType<V1ConfigMap>().Single();
        V1PodSpec pod = Load(name).OfType<V1Deployment>().Single().Spec.Template.Spec;
        Assert.Contains(pod.Containers.Single().EnvFrom, source => source.ConfigMapRef?.Name == config.Metadata.Name);
        return new Manifest(name, pod, config.Data, image);
    }

    private static List<object> Load(string name) =>
        KubernetesYaml.LoadAllFromString(File.ReadAllText(Path.Combine(WorkingCopy.Root, "infra", "kubernetes", "base", name + ".yaml")), strict: true);

    /// <summary>The last <c>ENTRYPOINT</c> of the image's stage. One that brings the runtime along is run by the machine's.</summary>
    private static string[] ReadCommand(string image)
    {
        string line = File.ReadLines(Path.Combine(WorkingCopy.Root, "infra", "docker", "Dockerfile"))
            .SkipWhile(line => !line.EndsWith(" AS " + image, StringComparison.Ordinal))
            .First(static line => line.StartsWith("ENTRYPOINT ", StringComparison.Ordinal));
        string[] words = JsonSerializer.Deserialize<string[]>(line["ENTRYPOINT ".Length..])!;
        return [Runtime, .. words.SkipWhile(static word => word == Runtime).Select(WorkingCopy.Located)];
    }
}
