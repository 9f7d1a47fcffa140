namespace Tandem.Datasets.Simulation;

/// <summary>
/// A logistic probability <c>σ(b + x)</c> whose intercept <c>b</c> is moved once a day, so that the share of "yes" comes near
/// a target whatever the distribution of x turns out to be. What x does to the odds is never touched.
/// </summary>
internal sealed class SteeredRate(double target)
{
    // Trials in a day that count as one full correction; fewer correct less, so that a tiny market does not swing.
    private const double Prior = 60;
    private const double MaxStep = 0.7;

    private double _intercept = Math.Log(target / (1 - target));
    private long _trials;
    private double _yes;

    /// <summary>Decides; <paramref name="x"/> is the evidence in logits.</summary>
    public bool Decide(ref SeededRandom random, double x)
    {
        bool yes = random.Chance(Probability(x));
        _trials++;
        _yes += yes ? 1 : 0;
        return yes;
    }

    public double Probability(double x) => 1 / (1 + Math.Exp(-(_intercept + x)));

    /// <summary>Ends a day.</summary>
    public void Steer()
    {
        double rate = (_yes + (Prior * target)) / (_trials + Prior);
        double step = Math.Log(target / (1 - target)) - Math.Log(rate / (1 - rate));
        _intercept += Math.Clamp(step, -MaxStep, MaxStep);
        _trials = 0;
        _yes = 0;
    }
}
