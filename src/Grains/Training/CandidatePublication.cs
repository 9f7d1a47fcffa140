using Tandem.Grains.Interfaces.Towers;
using Tandem.Ranking;
using Tandem.Towers;
using Tandem.Training.Online;

namespace Tandem.Grains.Training;

/// <summary>
/// Stores a candidate and activates it. The checkpoint that names the new version is stored before the version can become active: after
/// a crash in between, training still knows the bundle it finds active as its own.
/// </summary>
internal sealed class CandidatePublication(TrainerParts parts, Action checkpoint)
{
    /// <returns>The new version; null if somebody activated another bundle meanwhile.</returns>
    public async Task<string?> PublishAsync(
        OnlineTrainer trainer, ServingModel candidate, string champion, GateDecision decision, CancellationToken cancellation)
    {
        string parent = Directory.CreateTempSubdirectory("tandem-candidate-").FullName;
        try
        {
            BundleFolder bundle = Candidate.Write(candidate, decision, Path.Combine(parent, "bundle"), parts.Time);
            string version = bundle.Manifest.Version;
            string? before = trainer.Published;
            trainer.Published = version;
            checkpoint();
            await parts.Artifacts.UploadFolderAsync(bundle.Path, TandemStorageNames.BundlePrefix + version, cancellation);
            TowerActivation activation = await parts.Publisher.ActivateAsync(version, champion, cancellation);
            if (activation.Activated)
                return version;

            trainer.Published = before;
            return null;
        }
        finally
        {
            Directory.Delete(parent, recursive: true);
        }
    }
}
