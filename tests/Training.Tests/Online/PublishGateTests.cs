using Tandem.Domain;
using Tandem.Ranking;
using Tandem.Training.Online;

namespace Tandem.Training.Tests.Online;

public sealed class PublishGateTests
{
    private static readonly ServingModel Untrained = OnlineShop.Bundle();
    private static readonly Lazy<(ServingModel Model, IReadOnlyList<HeldOutOrder> Orders)> Trained = new(Train);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Decide_CandidateHasLearned_Passes()
    {
        GateDecision decision = PublishGate.Decide(Trained.Value.Model, Untrained, Trained.Value.Orders, new GateOptions { MinExamples = 20 }, Token);

        Assert.True(decision.Passed);
        Assert.True(decision.Low > 0, decision.ToString());
    }

    [Fact]
    public void Decide_CandidateHasForgotten_Refused()
    {
        GateDecision decision = PublishGate.Decide(Untrained, Trained.Value.Model, Trained.Value.Orders, new GateOptions { MinExamples = 20 }, Token);

        Assert.False(decision.Passed);
        Assert.True(decision.High < 0, decision.ToString());
    }

    [Fact]
    public void Decide_TooFewOrders_Refused()
    {
        GateDecision decision = PublishGate.Decide(Untrained, Untrained, Trained.Value.Orders, new GateOptions { MinExamples = 1_000 }, Token);

        Assert.False(decision.Passed);
        Assert.Contains("1000", decision.Reason, StringComparison.Ordinal);
    }

    private static (ServingModel Model, IReadOnlyList<HeldOutOrder> Orders) Train()
    {
        using OnlineTrainer trainer = new(OnlineShop.Model(), OnlineShop.Options with { HeldOutCapacity = 100 }, OnlineShop.Engines);
        foreach (LoggedExample logged in OnlineShop.Log(2_000, seed: 3))
        {
            trainer.Consume(logged);
        }

        return (Candidate.Create(Untrained, trainer.Export(), trainer.Cursor), trainer.HeldOut);
    }
}
