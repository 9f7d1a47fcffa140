using Tandem.Grains.Interfaces.Users;
using Tandem.Ranking;

namespace Tandem.Grains.Users;

/// <summary>Reads a history out for people.</summary>
internal static class UserProfiles
{
    public static UserProfile Describe(string userId, long appliedOffset, UserHistory history) =>
        new(userId, appliedOffset, [], []);
}
