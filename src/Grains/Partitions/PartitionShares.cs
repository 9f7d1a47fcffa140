using System.Globalization;
using Tandem.Storage;

namespace Tandem.Grains.Partitions;

/// <summary>
/// Who has which partition, found by each silo alone from the names of all: even shares, and few partitions move when a silo comes or goes
/// (Thaler and Ravishankar's rendezvous hashing, with bounded loads).
/// </summary>
internal static class PartitionShares
{
    /// <summary>The owner of each partition: of the silos with room left, the one with the highest hash of both.</summary>
    /// <param name="sharedBy">A silo takes no more than it would if there were this many.</param>
    /// <returns>By partition; null where no silo has room.</returns>
    public static string?[] Assign(int partitions, IReadOnlyCollection<string> silos, int sharedBy = 1)
    {
        string?[] owners = new string?[partitions];
        int sharing = Math.Max(sharedBy, silos.Count);
        int most = sharing == 0 ? 0 : (partitions + sharing - 1) / sharing;
        Dictionary<string, int> owned = silos.ToDictionary(static silo => silo, static _ => 0, StringComparer.Ordinal);
        for (int partition = 0; partition < partitions; partition++)
        {
            string? owner = silos
                .Where(silo => owned[silo] < most)
                .OrderByDescending(silo => PartitionHash.Of(string.Create(CultureInfo.InvariantCulture, $"{partition}/{silo}")))
                .ThenBy(static silo => silo, StringComparer.Ordinal)
                .FirstOrDefault();
            if (owner is not null)
                owned[owner]++;
            owners[partition] = owner;
        }

        return owners;
    }
}
