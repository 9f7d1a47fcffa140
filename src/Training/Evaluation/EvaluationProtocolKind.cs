namespace Tandem.Training.Evaluation;

/// <summary>The ways to divide events.</summary>
public enum EvaluationProtocolKind
{
    /// <summary>Everything up to one moment is known; what each user does after it is to be found.</summary>
    TimeSplit,

    /// <summary>Each user's last outcome is to be found from everything before it.</summary>
    LeaveOneOut,
}
