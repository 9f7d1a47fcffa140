namespace Tandem.Datasets;

/// <summary>A part of the input that could not be read and was left out.</summary>
/// <param name="File">The file.</param>
/// <param name="RowGroup">The row group; null when no row of the file could be read.</param>
/// <param name="Rows">Rows of the part, of which those before the damage may have been read; 0 when not known.</param>
/// <param name="Reason">What is wrong, with the column where there is one.</param>
public sealed record InputProblem(string File, int? RowGroup, long Rows, string Reason);
