namespace Tandem.Retrieval.Live;

/// <summary>Which layers a merge takes.</summary>
public enum CompactionScope
{
    /// <summary>The newest ones, as far as the merge ratio says.</summary>
    Newest,

    /// <summary>All: one segment remains, with no removed rows.</summary>
    Everything,
}
