using Tandem.Domain;

namespace Tandem.Training;

/// <summary>Stops a run whose loss is no number, or has grown far beyond where it began.</summary>
internal sealed class DivergenceGuard
{
    /// <summary>Steps that define "where it began".</summary>
    private const int ReferenceSteps = 20;

    private const double Smoothing = 0.95;
    private const double Factor = 2.5;

    private int _seen;
    private double _reference;
    private double _smoothed;

    /// <exception cref="TandemException">The run has diverged; the message says what to change.</exception>
    public void Observe(float loss, long step, float learningRate)
    {
        if (!float.IsFinite(loss))
        {
            throw Stop($"the loss is {loss}", step, learningRate);
        }

        _seen++;
        if (_seen <= ReferenceSteps)
        {
            _reference += loss / ReferenceSteps;
            _smoothed = _reference;
            return;
        }

        _smoothed = (Smoothing * _smoothed) + ((1 - Smoothing) * loss);
        if (_smoothed > (Factor * _reference) + 1)
        {
            throw Stop(FormattableString.Invariant($"the loss has grown from {_reference:F3} to {_smoothed:F3}"), step, learningRate);
        }
    }

    private static TandemException Stop(string what, long step, float learningRate) => new(FormattableString.Invariant(
        $"Training diverged at step {step}: {what} at learning rate {learningRate:G3}. Lower the learning rate (try {learningRate / 4:G2}) or the gradient clip, or check the features for values that are no numbers."));
}
