namespace Tandem.Datasets.Columns;

/// <summary>Fills a span with the next rows of a column.</summary>
internal delegate void ColumnFill<T>(Span<T> destination);

/// <summary>Turns values of a column into others, as many of them.</summary>
internal delegate void ColumnConvert<TFrom, TTo>(ReadOnlySpan<TFrom> values, Span<TTo> destination);
