using Tandem.Domain;
using Tandem.Training.Bundling;

namespace Tandem.Training.Tests.Bundling;

public class TrainingPresetTests
{
    [Fact]
    public void Create_EveryName_GivesValidOptions()
    {
        foreach (string name in TrainingPreset.Names)
        {
            BundleTrainingOptions options = TrainingPreset.Create(name, TestEvents.At(9));
            options.Validate();
            options.Trainer.Validate();
            Assert.Equal(TestEvents.At(9), options.Until);
        }
    }

    [Fact]
    public void Create_UnknownName_ListsTheNames() => Assert.Contains(
        "next-item", Assert.Throws<TandemException>(() => TrainingPreset.Create("books", TestEvents.Start)).Message, StringComparison.Ordinal);
}
