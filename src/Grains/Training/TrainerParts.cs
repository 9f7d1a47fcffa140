using Microsoft.Extensions.Options;
using Tandem.Grains.Archive;
using Tandem.Grains.Catalog;
using Tandem.Grains.Towers;
using Tandem.Storage;
using Tandem.Training;

namespace Tandem.Grains.Training;

/// <summary>What a training thread works with; shared by all lives of it on this silo.</summary>
internal sealed record TrainerParts(
    IExampleLog Log,
    IArtifactStore Artifacts,
    EventArchive Archive,
    CatalogueHolder Catalogue,
    TowerPublisher Publisher,
    ITowerEngineFactory Engines,
    IOptions<TrainingOptions> Options,
    TrainingInstruments Instruments,
    TimeProvider Time)
{
    public CheckpointArtifacts Checkpoints { get; } = new(Artifacts);
}
