using System.Diagnostics;
using System.Text.Json;
using Tandem.Towers;
using Tandem.Training.Managed;
using Tandem.Training.Tests.Reference;

namespace Tandem.Training.Tests.Managed;

/// <summary>What the managed engine trains is what Python's PyTorch computes from the same file.</summary>
public sealed class PyTorchTests : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private const int Events = 5;

    private static readonly TowerShape Shape = new() { Fused = 21, ItemHidden = 18, Embedding = 16, EventFeatures = 3, GruHidden = 20, AttentionHidden = 64, AttentionSpan = 4 };

    private readonly string _folder = Directory.CreateTempSubdirectory("pytorch").FullName;

    private sealed record Answer(float[] Items, float[] User);

    [Theory]
    [InlineData(UserTowerKind.Gru)]
    [InlineData(UserTowerKind.Attention)]
    public async Task Save_TrainedWeights_GiveTheSameVectorsInPyTorch(UserTowerKind kind)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Assert.SkipUnless(File.Exists(Python), $"There is no {Python}.");
        (int absent, _) = await Run(["-c", "import torch"], cancellation);
        Assert.SkipUnless(absent == 0, $"{Python} has no PyTorch; on Debian: apt-get install python3-torch.");

        var task = new RandomTask(Shape with { UserTower = kind }, items: 30, seed: 3);
        TowerWeights weights = Train(task);
        float[] events = TinyTask.Values(Events * Shape.EventFeatures, 9);
        string file = Path.Combine(_folder, "weights.safetensors");
        string input = Path.Combine(_folder, "input.safetensors");
        using (FileStream stream = File.Create(file))
        {
            weights.Save(stream);
        }

        using (FileStream stream = File.Create(input))
        {
            Safetensors.Write(
                stream,
                [new("fused", [task.Items, Shape.Fused], task.Fused), new("events", [Events, Shape.EventFeatures], events)],
                new Dictionary<string, string>());
        }

        (int status, string output) = await Run([Path.Combine(AppContext.BaseDirectory, "Managed", "read_towers.py"), file, input], cancellation);

        Assert.True(status == 0, output);
        Answer answer = JsonSerializer.Deserialize<Answer>(output, JsonSerializerOptions.Web)!;
        float[] items = new ItemTower(weights).EmbedAll(task.Fused, task.Items);
        var tower = new UserTower(weights);
        var state = new float[tower.StateLength(Events)];
        for (int index = 0; index < Events; index++)
        {
            tower.Advance(state, items.AsSpan(index * Shape.Embedding, Shape.Embedding), events.AsSpan(index * Shape.EventFeatures, Shape.EventFeatures));
        }

        var user = new float[Shape.Embedding];
        tower.Project(state, user);
        Assert.All(answer.Items.Zip(items), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.All(answer.User.Zip(user), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static TowerWeights Train(RandomTask task)
    {
        using ITowerEngine engine = new ManagedTowerEngineFactory(1).Create(task.Options(TargetLoss.SampledSoftmax), task.Fused, task.Items);
        for (int step = 0; step < 5; step++)
        {
            engine.Step(task.Batch(TargetLoss.SampledSoftmax, 8, 6, 20), 0.01f);
        }

        return engine.Export();
    }

    private static async Task<(int Status, string Output)> Run(string[] arguments, CancellationToken cancellation)
    {
        using Process process = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync(cancellation);
        string output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, process.ExitCode == 0 ? output : await error);
    }
}
