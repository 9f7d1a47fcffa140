namespace Tandem.Training.Evaluation;

/// <summary>The ways to divide events.</summary>
public enum EvaluationProtocolKind
{
    /// <summary>Everything up to one moment is known; what each user does after it is to be found.</summary>
    TimeSplit,

    /// <summary>Each user's last outcome is to be found from everything before it.</summary>
    LeaveOneOut,

    /// <summary>
    /// Sequences as the S3-Rec paper divides them: the last step of each is to be found among all items that the sequence does not have, from
    /// everything before it, by a model that learned from all but the last two.
    /// </summary>
    S3Rec,

    /// <summary>As <see cref="S3Rec"/>, for the users whose last step is known, as in the data of gSASRec.</summary>
    GSasRec,
}
