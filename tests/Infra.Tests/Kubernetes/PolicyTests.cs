using System.Globalization;
using k8s.Models;

namespace Tandem.Infra.Tests.Kubernetes;

/// <summary>What every pod and deployment must say, whatever overlay it is of.</summary>
public class PolicyTests
{
    public static TheoryData<string> Overlays => [.. Overlay.Names];

    [Theory, MemberData(nameof(Overlays))]
    public async Task Pods_All_RunWithoutRights(string name)
    {
        Overlay overlay = await Overlay.ReadAsync(name);
        foreach (V1PodSpec pod in overlay.Deployments.Select(each => each.Spec.Template.Spec))
        {
            Assert.False(pod.AutomountServiceAccountToken ?? true);
            Assert.True(pod.SecurityContext.RunAsNonRoot);
            Assert.True(pod.SecurityContext.RunAsUser > 0);
            Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
            Assert.True(pod.HostNetwork is not true && pod.HostPID is not true && pod.HostIPC is not true);
            Assert.All(pod.Containers, container =>
            {
                Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
                Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
                Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
                Assert.Null(container.SecurityContext.Capabilities.Add);
            });
            Assert.All(pod.Volumes, volume => Assert.Null(volume.HostPath));
        }
    }

    [Theory, MemberData(nameof(Overlays))]
    public async Task Pods_All_SayWhatTheyNeedAndHowTheyAre(string name)
    {
        Overlay overlay = await Overlay.ReadAsync(name);
        Assert.All(overlay.Deployments.SelectMany(each => each.Spec.Template.Spec.Containers), container =>
        {
            Assert.True(container.Resources.Requests.ContainsKey("cpu") && container.Resources.Requests.ContainsKey("memory"));
            Assert.True(container.Resources.Limits.ContainsKey("memory"));
            Assert.NotNull(container.StartupProbe);
            Assert.NotNull(container.ReadinessProbe);
            Assert.NotNull(container.LivenessProbe);
            Assert.Matches(@":[^:/]*\d", container.Image);
        });
    }

    [Theory, MemberData(nameof(Overlays))]
    public async Task Probes_OfTandem_AskWhatTheyAreFor(string name)
    {
        Overlay overlay = await Overlay.ReadAsync(name);
        Assert.All(overlay.Tandem.SelectMany(each => each.Spec.Template.Spec.Containers), container =>
        {
            Assert.Equal("/health/startup", container.StartupProbe.HttpGet.Path);
            Assert.Equal("/health/ready", container.ReadinessProbe.HttpGet.Path);
            Assert.Equal("/health/live", container.LivenessProbe.HttpGet.Path);
            Assert.Contains(container.Ports, port => port.Name == container.LivenessProbe.HttpGet.Port.Value);
        });
    }

    [Theory, MemberData(nameof(Overlays))]
    public async Task GracePeriods_OfTandem_FitTheHandOver(string name)
    {
        Overlay overlay = await Overlay.ReadAsync(name);
        Assert.All(overlay.Tandem, deployment =>
        {
            V1PodSpec pod = deployment.Spec.Template.Spec;
            V1Container container = Assert.Single(pod.Containers);
            string shutdown = container.Env.Single(each => each.Name == "Tandem__ShutdownTimeout").Value;
            double needed = TimeSpan.Parse(shutdown, CultureInfo.InvariantCulture).TotalSeconds + (container.Lifecycle?.PreStop.Sleep.Seconds ?? 0);
            Assert.True(pod.TerminationGracePeriodSeconds >= needed + 5, $"{deployment.Metadata.Name}: {pod.TerminationGracePeriodSeconds} s for {needed} s");
        });
    }

    [Theory, MemberData(nameof(Overlays))]
    public async Task Updates_OfTandem_TakeNothingAwayBeforeItsReplacementIsReady(string name)
    {
        Overlay overlay = await Overlay.ReadAsync(name);

        // A trainer on the pool's one GPU cannot have its replacement beside it.
        Assert.All(
            overlay.Tandem.Where(deployment => !WantsGpu(deployment)),
            deployment => Assert.Equal("0", deployment.Spec.Strategy.RollingUpdate.MaxUnavailable.Value));
    }

    [Fact]
    public async Task Gpu_TheTrainer_HasADeviceItsPoolAndItsImageAndNobodyElseHas()
    {
        Overlay overlay = await Overlay.ReadAsync("gpu");
        V1Deployment trainer = Assert.Single(overlay.Tandem, WantsGpu);
        Assert.Equal("tandem-train", trainer.Metadata.Name);
        V1PodSpec pod = trainer.Spec.Template.Spec;
        V1Container container = Assert.Single(pod.Containers);
        Assert.Equal("1", container.Resources.Requests["nvidia.com/gpu"].ToString());
        Assert.Contains("trainer-cuda", container.Image, StringComparison.Ordinal);
        Assert.Equal("cuda", container.Env.Single(each => each.Name == "Tandem__Torch__Device").Value);
        Assert.Contains(pod.Tolerations, each => each is { Key: "nvidia.com/gpu", Effect: "NoSchedule" });
        Assert.NotEmpty(pod.NodeSelector);
        Assert.Equal("0", trainer.Spec.Strategy.RollingUpdate.MaxSurge.Value);
        Assert.All(
            overlay.Tandem.Where(each => each != trainer),
            each => Assert.DoesNotContain("trainer", each.Spec.Template.Spec.Containers[0].Image, StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Overlays))]
    public async Task Pods_ThatAnswer_AreSpreadAndNotAllDisruptedAtOnce(string name)
    {
        Overlay overlay = await Overlay.ReadAsync(name);
        V1PodDisruptionBudget[] budgets = [.. overlay.Objects.OfType<V1PodDisruptionBudget>()];
        foreach (string component in (string[])["serve", "gateway"])
        {
            V1Deployment deployment = overlay.Tandem.Single(each => each.Metadata.Labels["app.kubernetes.io/component"] == component);
            IDictionary<string, string> labels = deployment.Spec.Template.Metadata.Labels;
            Assert.Contains(budgets, budget => Selects(budget.Spec.Selector, labels));
            Assert.Contains(
                deployment.Spec.Template.Spec.Affinity.PodAntiAffinity.PreferredDuringSchedulingIgnoredDuringExecution,
                term => Selects(term.PodAffinityTerm.LabelSelector, labels) && term.PodAffinityTerm.TopologyKey == "kubernetes.io/hostname");
        }
    }

    [Theory, MemberData(nameof(Overlays))]
    public async Task Network_OfTandem_IsClosedButForWhatIsNamed(string name)
    {
        Overlay overlay = await Overlay.ReadAsync(name);
        V1NetworkPolicy[] policies = [.. overlay.Objects.OfType<V1NetworkPolicy>()];
        Assert.All(overlay.Tandem, deployment => Assert.Contains(
            policies, policy => Selects(policy.Spec.PodSelector, deployment.Spec.Template.Metadata.Labels) && policy.Spec.PolicyTypes.Count == 2));

        // The silos' own ports are open to Tandem's pods only.
        V1NetworkPolicy silos = policies.Single(policy => policy.Metadata.Name == "tandem-silos");
        Assert.All(
            silos.Spec.Ingress.Where(rule => rule.Ports.Any(port => port.Port.Value is "11111" or "30000")),
            rule => Assert.All(rule.FromProperty, from => Assert.NotNull(from.PodSelector)));
    }

    [Fact]
    public async Task Production_Scales_OnLagAndOnLatency()
    {
        Overlay overlay = await Overlay.ReadAsync("production");
        string[] metrics = [.. overlay.Objects.OfType<V2HorizontalPodAutoscaler>().SelectMany(each => each.Spec.Metrics).Select(each => each.Pods?.Metric.Name).OfType<string>()];
        Assert.Equal(["tandem_events_lag", "tandem_recommendation_p99_seconds"], metrics.Order());
        string adapter = await File.ReadAllTextAsync(Repository.Infra("prometheus", "adapter.yml"), TestContext.Current.CancellationToken);
        Assert.All(metrics, metric => Assert.Contains($"as: {metric}", adapter, StringComparison.Ordinal));
    }

    private static bool WantsGpu(V1Deployment deployment) =>
        deployment.Spec.Template.Spec.Containers.Any(each => each.Resources.Limits.ContainsKey("nvidia.com/gpu"));

    private static bool Selects(V1LabelSelector selector, IDictionary<string, string> labels) =>
        (selector.MatchLabels ?? new Dictionary<string, string>()).All(label => labels.TryGetValue(label.Key, out string? value) && value == label.Value)
        && (selector.MatchExpressions ?? []).All(each => each.OperatorProperty == "In" && labels.TryGetValue(each.Key, out string? value) && each.Values.Contains(value));
}
