using System.Text.Json;
using System.Text.Json.Serialization;
using Tandem.Datasets;
using Tandem.Domain;

namespace Tandem.Cli.Replaying;

/// <summary>
/// How far a replay has come: everything before <paramref name="At"/> and the first <paramref name="Rows"/> events of that instant were
/// answered by the node.
/// </summary>
/// <param name="Dataset">Fingerprint of the dataset: positions in one mean nothing in another.</param>
/// <param name="At">Milliseconds since 1970-01-01 UTC.</param>
/// <param name="Rows">Events of that instant, at least 1.</param>
internal sealed record ReplayCursor(string Dataset, long At, int Rows)
{
    /// <summary>Enough to tell datasets apart: name, counts and times.</summary>
    public static string FingerprintOf(DatasetManifest manifest) => string.Join(
        '|', manifest.Name, manifest.Events, manifest.Users, manifest.FirstEventAt?.ToUnixTimeMilliseconds(), manifest.LastEventAt?.ToUnixTimeMilliseconds());

    /// <summary>The stored position; null when there is none.</summary>
    /// <exception cref="TandemException">The file is of another dataset or no cursor.</exception>
    public static ReplayCursor? Load(string? file, string dataset)
    {
        if (file is null || !File.Exists(file))
        {
            return null;
        }

        try
        {
            ReplayCursor? cursor = JsonSerializer.Deserialize(File.ReadAllText(file), CursorJson.Default.ReplayCursor);
            if (cursor is { Rows: > 0 } && cursor.Dataset == dataset)
            {
                return cursor;
            }
        }
        catch (JsonException)
        {
            // Told below, like every other content that is no position of this dataset.
        }

        throw new TandemException($"{file} holds no position of this dataset. Give --restart to begin anew, or another --cursor.");
    }

    /// <summary>Replaces the stored position in one step, so that a killed replay leaves the old one or the new one.</summary>
    public void Save(string file)
    {
        string next = file + ".next";
        File.WriteAllText(next, JsonSerializer.Serialize(this, CursorJson.Default.ReplayCursor));
        File.Move(next, file, overwrite: true);
    }

    /// <summary>The position behind a batch that begins here.</summary>
    public static ReplayCursor Behind(ReplayCursor? before, string dataset, IReadOnlyList<ShopEvent> batch)
    {
        long at = batch[^1].OccurredAt.ToUnixTimeMilliseconds();
        int rows = 0;
        for (int i = batch.Count - 1; i >= 0 && batch[i].OccurredAt.ToUnixTimeMilliseconds() == at; i--)
        {
            rows++;
        }

        bool sameInstant = before is not null && before.At == at;
        return new ReplayCursor(dataset, at, sameInstant ? before!.Rows + rows : rows);
    }

    /// <summary>The events behind this position; <paramref name="skipped"/> counts the others.</summary>
    public IEnumerable<ShopEvent> Rest(IEnumerable<ShopEvent> events, Action skipped)
    {
        int left = Rows;
        foreach (ShopEvent row in events)
        {
            long at = row.OccurredAt.ToUnixTimeMilliseconds();
            if (at < At || (at == At && left-- > 0))
            {
                skipped();
            }
            else
            {
                yield return row;
            }
        }
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ReplayCursor))]
internal sealed partial class CursorJson : JsonSerializerContext;
