using ParquetSharp;
using Tandem.Datasets.Columns;
using Tandem.Domain;

namespace Tandem.Datasets.Events;

/// <summary>Names of actions as codes of <see cref="EventAction"/>, looked up by their bytes. Thread-safe.</summary>
internal sealed class ActionCodes
{
    private readonly TextCodes _codes = new();
    private readonly int[] _actions;

    private ActionCodes((string Name, EventAction Action)[] names)
    {
        _actions = Array.ConvertAll(names, static pair => (int)pair.Action);
        foreach ((string name, _) in names)
        {
            _codes.CodeOf(name);
        }
    }

    /// <summary>All actions by their wire names.</summary>
    public static ActionCodes All { get; } = Of(static _ => true);

    /// <summary>Those actions that qualify, by their wire names.</summary>
    public static ActionCodes Of(Func<EventAction, bool> qualifies) =>
        new([.. Enumerable.Range(0, EventActions.Count).Select(code => (EventAction)code).Where(qualifies).Select(action => (action.ToName(), action))]);

    /// <summary>Names of a table of its own.</summary>
    public static ActionCodes Of(params (string Name, EventAction Action)[] names) => new(names);

    public void Convert(ReadOnlySpan<ByteArray> names, Span<int> codes) => TextRuns.Convert(names, codes, CodeOf);

    /// <summary>The <see cref="EventAction"/>, or <see cref="EventBatch.Unknown"/>.</summary>
    public int CodeOf(ReadOnlySpan<byte> name) => _codes.TryFind(name, out int code) ? _actions[code] : EventBatch.Unknown;
}
