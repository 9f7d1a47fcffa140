using k8s;
using k8s.Models;

namespace Tandem.Infra.Tests.Kubernetes;

public class ManifestTests
{
    public static TheoryData<string> Overlays => [.. Overlay.Names];

    [Theory, MemberData(nameof(Overlays))]
    public async Task Overlay_Parsed_HasNoFieldThatKubernetesDoesNotKnow(string name)
    {
        Overlay overlay = await Overlay.ReadAsync(name);
        Assert.Equal(["gateway", "serve", "train"], overlay.Tandem.Select(each => each.Spec.Template.Metadata.Labels["app.kubernetes.io/component"]).Order());
    }

    [Theory, MemberData(nameof(Overlays))]
    public async Task Overlay_CheckedBySchema_LacksNoRequiredField(string name)
    {
        string models = Path.Combine(Repository.Root, ".tandem", "tools", "kubernetes-models");
        Assert.SkipUnless(Directory.Exists(Path.Combine(models, "node_modules", "kubernetes-models")), "npm's kubernetes-models is not installed; let ./test do it.");
        Overlay overlay = await Overlay.ReadAsync(name);
        string path = Path.Combine(Path.GetTempPath(), $"tandem-{name}-{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(path, overlay.Yaml, TestContext.Current.CancellationToken);
        try
        {
            string script = Path.Combine(Repository.Root, "tests", "Infra.Tests", "Kubernetes", "validate.cjs");
            (int status, string output) = await Tool.RunAsync("nodejs", "node", script, models, path);
            Assert.True(status == 0, output);
            Assert.Contains($"{overlay.Objects.Count} objects are valid", output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory, MemberData(nameof(Overlays))]
    public async Task References_OfAnOverlay_AreThere(string name)
    {
        Overlay overlay = await Overlay.ReadAsync(name);
        string[] named = [.. overlay.Objects.OfType<IKubernetesObject<V1ObjectMeta>>().Select(each => $"{each.Kind}/{each.Metadata.Name}")];
        Assert.Equal(named.Distinct(), named);
        foreach (V1Deployment deployment in overlay.Tandem)
        {
            V1PodSpec pod = deployment.Spec.Template.Spec;
            Assert.Contains($"ServiceAccount/{pod.ServiceAccountName}", named);
            Assert.All(pod.Containers.SelectMany(each => each.EnvFrom).Select(each => each.ConfigMapRef).OfType<V1ConfigMapEnvSource>(), from =>
                Assert.Contains($"ConfigMap/{from.Name}", named));
            if (name == "dev")
                Assert.All(SecretsOf(pod), secret => Assert.Contains($"Secret/{secret}", named));
        }

        foreach (V2HorizontalPodAutoscaler scaler in overlay.Objects.OfType<V2HorizontalPodAutoscaler>())
            Assert.Contains($"{scaler.Spec.ScaleTargetRef.Kind}/{scaler.Spec.ScaleTargetRef.Name}", named);
    }

    [Fact]
    public async Task Production_HasNoSecretInIt()
    {
        Overlay overlay = await Overlay.ReadAsync("production");
        Assert.Empty(overlay.Objects.OfType<V1Secret>());
        Assert.DoesNotContain("AccountKey", overlay.Yaml, StringComparison.Ordinal);
        Assert.All(overlay.Tandem, deployment => Assert.Equal(
            ["blobs", "membership", "redis"], Secrets(deployment.Spec.Template.Spec).Select(each => each.Key).Order()));
    }

    private static IEnumerable<string> SecretsOf(V1PodSpec pod) =>
        Secrets(pod).Select(each => each.Name).Concat(pod.Containers.SelectMany(each => each.EnvFrom).Select(each => each.SecretRef?.Name).OfType<string>());

    private static IEnumerable<V1SecretKeySelector> Secrets(V1PodSpec pod) =>
        pod.Containers.SelectMany(each => each.Env).Select(each => each.ValueFrom?.SecretKeyRef).OfType<V1SecretKeySelector>();
}
