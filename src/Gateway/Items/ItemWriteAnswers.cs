using Tandem.Gateway.Problems;
using Tandem.Grains.Interfaces.Items;

namespace Tandem.Gateway.Items;

/// <summary>Puts a write's outcome into the API's words.</summary>
internal static class ItemWriteAnswers
{
    public static string NameOf(ItemWriteOutcome outcome) => outcome switch
    {
        ItemWriteOutcome.Created => "created",
        ItemWriteOutcome.Updated => "updated",
        _ => "unchanged",
    };

    /// <summary>Null if the item stands now as the caller wanted it.</summary>
    public static ApiProblem? ProblemOf(ItemWriteResult result) => result.Outcome switch
    {
        ItemWriteOutcome.Conflict => ApiProblem.Of(
            409, ProblemCodes.RevisionConflict, $"The stored revision is {result.Revision}; the one sent is not newer.", "revision"),
        ItemWriteOutcome.NotFound => ApiProblem.Of(404, ProblemCodes.ItemNotFound, "There is no such item."),
        ItemWriteOutcome.Refused => ApiProblem.Of(422, ProblemCodes.ItemRefused, result.Reason),
        _ => null,
    };
}
