using Tandem.Ranking;
using Tandem.Training.Evaluation;

namespace Tandem.Blend.Trial;

/// <summary>The users of a window with something to find and a history, each with candidates and features as they are served.</summary>
internal sealed class Users
{
    private const int Most = 3_000;

    private Users(BlendUser[] all) => All = all;

    public BlendUser[] All { get; }

    public int Count => All.Length;

    public static Users Of(BlendWindow window)
    {
        List<TestUser> users = TestUser.Between(window.Events, window.From, window.To, window.HideKnown);
        TestUser[] taken = users.Count <= Most ? [.. users] : [.. Enumerable.Range(0, Most).Select(index => users[(int)((long)index * users.Count / Most)])];
        var catalogue = new Catalogue(window.Model);
        Dictionary<string, int> codes = Evaluator.Codes(window.Events);
        var gathered = new BlendUser[taken.Length];
        Parallel.For(0, taken.Length, index => gathered[index] = BlendUser.Gather(catalogue, taken[index], codes, window.Events.ItemIds));
        return new Users([.. gathered.Where(user => user.Truth > 0 && !user.IsNewcomer && user.Count > 0)]);
    }
}
