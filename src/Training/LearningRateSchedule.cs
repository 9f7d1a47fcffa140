namespace Tandem.Training;

/// <summary>Linear warm-up, then a half cosine down to the final share (Loshchilov &amp; Hutter 2017, one cycle).</summary>
internal sealed class LearningRateSchedule(TrainerOptions options, long totalSteps)
{
    private readonly long _warmup = Math.Min(options.WarmupSteps, totalSteps / 10);

    /// <param name="step">From 0.</param>
    public float At(long step)
    {
        if (step < _warmup)
        {
            return options.LearningRate * (step + 1) / _warmup;
        }

        double progress = (double)(step - _warmup) / Math.Max(1, totalSteps - 1 - _warmup);
        double share = options.FinalLearningRateShare + ((1 - options.FinalLearningRateShare) * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, progress))));
        return (float)(options.LearningRate * share);
    }
}
