namespace Tandem.Towers.Tests;

public sealed class TowerWeightsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void Save_ThenLoad_GivesTheSameWeights(int items)
    {
        TowerWeights weights = TestWeights.Create(TestWeights.OddShape, items, seed: 1);

        TowerWeights loaded = TowerWeights.Load(new MemoryStream(TestWeights.Save(weights)));

        Assert.Equal(weights.Shape, loaded.Shape);
        Assert.Equal(items, loaded.Items);
        foreach ((string name, _) in TowerWeights.Layout(weights.Shape, items))
        {
            Assert.Equal(weights.Array(name), loaded.Array(name));
        }
    }

    [Fact]
    public void Load_NoTowerWeights_IsRefused() =>
        AssertRefused(new SafetensorsFile(new Dictionary<string, SafetensorsEntry>(), new Dictionary<string, string>()), "format");

    [Fact]
    public void Load_MissingTensor_IsNamed()
    {
        SafetensorsFile file = Saved();
        AssertRefused(file with { Tensors = Without(file, TowerWeights.UserOutputBias) }, TowerWeights.UserOutputBias);
    }

    [Fact]
    public void Load_ForeignTensor_IsNamed()
    {
        SafetensorsFile file = Saved();
        Dictionary<string, SafetensorsEntry> tensors = new(file.Tensors) { ["stranger"] = new("stranger", [1], [1]) };
        AssertRefused(file with { Tensors = tensors }, "stranger");
    }

    [Fact]
    public void Load_ShapeOtherThanMetadata_IsNamed()
    {
        SafetensorsFile file = Saved();
        Dictionary<string, string> metadata = new(file.Metadata) { ["gru_hidden"] = "24" };
        AssertRefused(file with { Metadata = metadata }, TowerWeights.GruInputWeight);
    }

    [Theory]
    [InlineData("fused", "0")]
    [InlineData("fused", "-1")]
    [InlineData("embedding", "99999999")]
    [InlineData("items", "many")]
    public void Load_BadDimension_IsNamed(string key, string value)
    {
        SafetensorsFile file = Saved();
        AssertRefused(file with { Metadata = new Dictionary<string, string>(file.Metadata) { [key] = value } }, key);
    }

    [Fact]
    public void Load_NonFiniteValue_IsNamed()
    {
        SafetensorsFile file = Saved();
        file.Tensors[TowerWeights.ItemOutputBias].Floats![3] = float.NaN;
        AssertRefused(file, TowerWeights.ItemOutputBias);
    }

    private static SafetensorsFile Saved() =>
        Safetensors.Read(new MemoryStream(TestWeights.Save(TestWeights.Create(TestWeights.OddShape, 2, seed: 1))));

    private static Dictionary<string, SafetensorsEntry> Without(SafetensorsFile file, string name) =>
        file.Tensors.Where(tensor => tensor.Key != name).ToDictionary();

    private static void AssertRefused(SafetensorsFile file, string named)
    {
        using MemoryStream stream = new();
        Safetensors.Write(stream, [.. file.Tensors.Values], file.Metadata);
        stream.Position = 0;
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => TowerWeights.Load(stream));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }
}
