using Tandem.Domain;
using Tandem.Features;

namespace Tandem.Training.Online;

/// <summary>Translates logged examples into a model's codes.</summary>
internal sealed class ExampleIntake(OnlineModel model, OnlineTrainerOptions options)
{
    private readonly ulong _heldOutBelow = (ulong)(options.HeldOutShare * ulong.MaxValue);

    /// <summary>Whether a user's examples judge instead of teach: a function of the id alone, so it never changes.</summary>
    public bool IsHeldOut(string userId) => SeedMixer.Mix(0, [.. userId.Select(static c => (long)c)]) < _heldOutBelow;

    /// <summary>The positives of an example that the model has, distinct, in their order.</summary>
    /// <param name="unknown">How many it does not have.</param>
    public int[] Positives(TrainingExample example, out int unknown)
    {
        unknown = 0;
        var codes = new List<int>();
        foreach (ExampleLabel label in example.Labels)
        {
            if (label.Action != model.Outcome)
            {
                continue;
            }

            if (!model.TryGetCode(label.ItemId, out int code))
            {
                unknown++;
            }
            else if (!codes.Contains(code))
            {
                codes.Add(code);
            }
        }

        return [.. codes];
    }

    /// <summary>The whole example; <paramref name="positives"/> may be fewer than it began with.</summary>
    public OnlineExample Take(long offset, TrainingExample example, int[] positives)
    {
        long known = example.Labels.Where(label => label.Action == model.Outcome).Select(static label => label.OccurredAt).DefaultIfEmpty(example.DecidedAt).Max();
        return new OnlineExample(
            offset, example.UserId, example.DecidedAt, known + (long)model.LabelDelay.TotalMilliseconds, Sequence(example), positives);
    }

    private SequenceEvent[] Sequence(TrainingExample example)
    {
        var known = new List<SequenceEvent>(example.Sequence.Count);
        foreach (ExampleEvent e in example.Sequence)
        {
            if (model.TryGetCode(e.ItemId, out int code))
            {
                known.Add(new SequenceEvent(code, e.Action, e.Widget.Length == 0 ? null : e.Widget, e.OccurredAt));
            }
        }

        return [.. known];
    }
}
