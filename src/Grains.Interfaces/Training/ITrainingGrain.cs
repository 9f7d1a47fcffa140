namespace Tandem.Grains.Interfaces.Training;

/// <summary>
/// Who trains, and whether. One grain, key 0. It does no training itself: it hands a lease to one of the silos with the train role,
/// whose thread does the work and reports.
/// </summary>
[Alias("Tandem.ITrainingGrain")]
public interface ITrainingGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Asks for the lease. Given when nobody holds it, it ran out, or the same holder asks again; a new holding has a larger token than
    /// every earlier one.
    /// </summary>
    /// <param name="holder">Names the silo's trainer, a new name for each life of it.</param>
    /// <returns>Null while somebody else holds it.</returns>
    [Alias("Acquire")]
    Task<TrainingLease?> AcquireAsync(string holder, TimeSpan duration);

    /// <summary>Keeps the lease and reports. False when the lease has gone to somebody else: stop, and publish nothing.</summary>
    [Alias("Renew")]
    Task<bool> RenewAsync(long token, TimeSpan duration, TrainingReport? report);

    /// <summary>Gives the lease back, so that another silo need not wait for its end.</summary>
    [Alias("Release")]
    Task ReleaseAsync(long token);

    /// <summary>Stops or continues training; stored, so it outlives a restart.</summary>
    [Alias("SetPaused")]
    Task<TrainingStatus> SetPausedAsync(bool paused);

    [Alias("Get")]
    Task<TrainingStatus> GetAsync();
}
