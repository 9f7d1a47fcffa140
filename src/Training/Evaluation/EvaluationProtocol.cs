using System.Globalization;
using Tandem.Domain;

namespace Tandem.Training.Evaluation;

/// <summary>How events are divided into what a ranking may know and what it has to find.</summary>
/// <param name="Kind">Which division.</param>
/// <param name="Days">Length of the test period in days, more than 0; only for <see cref="EvaluationProtocolKind.TimeSplit"/>.</param>
public sealed record EvaluationProtocol(EvaluationProtocolKind Kind, double Days)
{
    /// <summary>The test period of <c>time-split</c> without a number, in days.</summary>
    public const double DefaultDays = 14;

    private const string TimeSplitName = "time-split";
    private const string LeaveOneOutName = "leave-one-out";
    private const string S3RecName = "s3rec";
    private const string GSasRecName = "gsasrec";

    /// <summary>Whether the times are those of imported sequences: a step a day, everybody's last on the last day.</summary>
    internal bool IsNextItem => Kind is EvaluationProtocolKind.S3Rec or EvaluationProtocolKind.GSasRec;

    /// <summary>Reads <c>time-split</c>, <c>time-split:DAYS</c>, <c>leave-one-out</c>, <c>s3rec</c> or <c>gsasrec</c>.</summary>
    /// <exception cref="TandemException">The text is none of these, or DAYS is no positive number.</exception>
    public static EvaluationProtocol Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == LeaveOneOutName)
        {
            return new EvaluationProtocol(EvaluationProtocolKind.LeaveOneOut, 0);
        }

        if (text is S3RecName or GSasRecName)
        {
            return new EvaluationProtocol(text == S3RecName ? EvaluationProtocolKind.S3Rec : EvaluationProtocolKind.GSasRec, 0);
        }

        string[] parts = text.Split(':');
        double days = DefaultDays;
        bool readable = parts[0] == TimeSplitName
            && (parts.Length == 1
                || (parts.Length == 2
                    && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out days)
                    && days is > 0 and < 36_500));
        return readable
            ? new EvaluationProtocol(EvaluationProtocolKind.TimeSplit, days)
            : throw new TandemException($"'{text}' is no evaluation protocol. Give {TimeSplitName}, {TimeSplitName}:DAYS with DAYS above 0, {LeaveOneOutName}, {S3RecName} or {GSasRecName}.");
    }

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => Kind switch
    {
        EvaluationProtocolKind.LeaveOneOut => LeaveOneOutName,
        EvaluationProtocolKind.S3Rec => S3RecName,
        EvaluationProtocolKind.GSasRec => GSasRecName,
        _ => string.Create(CultureInfo.InvariantCulture, $"{TimeSplitName}:{Days}"),
    };
}
