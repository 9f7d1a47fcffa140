namespace Tandem.Training.Experiments.Online;

/// <summary>What online training was worth.</summary>
/// <param name="Baskets">Ranked, each before it was learned.</param>
/// <param name="Examples">Examples that the trainer took in.</param>
/// <param name="Steps">Steps that it made.</param>
/// <param name="Arms">The ways to keep a bundle up to date; the first is the one that is left alone.</param>
/// <param name="Differences">Between arms, over the last three months.</param>
public sealed record OnlineExperimentReport(
    string Dataset,
    bool Simulated,
    DateTimeOffset From,
    DateTimeOffset Until,
    int Baskets,
    long Examples,
    long Steps,
    IReadOnlyList<OnlineArmResult> Arms,
    IReadOnlyList<OnlineDifference> Differences);

/// <param name="Seconds">Of one thread, to keep it up to date over the whole time; the retraining's is of the trainings that were made.</param>
/// <param name="Updates">How often it was brought up to date.</param>
/// <param name="Months">NDCG@100 of the answers (blend) and of the towers alone.</param>
public sealed record OnlineArmResult(string Name, double Seconds, int Updates, IReadOnlyList<OnlineMonth> Months, IReadOnlyList<OnlineDay> Days);

/// <summary>Means over one month's baskets.</summary>
public sealed record OnlineMonth(string Month, int Baskets, double Blend, double Towers);

/// <summary>Means over one day's baskets.</summary>
public sealed record OnlineDay(DateOnly Day, int Baskets, double Blend, double Towers);

/// <summary>Mean difference on the baskets that both ranked, with a 95 % interval of a bootstrap over them.</summary>
/// <param name="What"><c>blend</c> or <c>towers</c>.</param>
/// <param name="Relative">Mean divided by the mean of B.</param>
public sealed record OnlineDifference(string A, string B, string What, int Baskets, double Mean, double Low, double High, double Relative);
