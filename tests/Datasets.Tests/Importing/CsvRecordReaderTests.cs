using FsCheck.Xunit;
using Tandem.Datasets.Importing;

namespace Tandem.Datasets.Tests.Importing;

public sealed class CsvRecordReaderTests
{
    [Property]
    public void Read_QuotedFields_GivesThemBack(string?[] texts)
    {
        string[] fields = [.. texts.Select(text => (text ?? "").ReplaceLineEndings("\n").Replace('\r', ' ')).Take(6).DefaultIfEmpty("x")];
        if (fields.Sum(field => field.Count(letter => letter == '\n')) >= CsvRecordReader.MaxRecordLines)
        {
            return;
        }

        string line = string.Join(',', fields.Select(field => $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
        var reader = new CsvRecordReader(new StringReader(line + "\n"));
        Assert.True(reader.Read());
        Assert.Equal(fields.Select(field => field.ReplaceLineEndings("\n")), reader.Fields);
    }

    [Fact]
    public void Read_LineBreakInQuotes_IsOneRecordAndLinesGoOn()
    {
        var reader = new CsvRecordReader(new StringReader("a,\"b\nc\"\nd,e\n"));
        reader.Read();
        Assert.Equal(["a", "b\nc"], reader.Fields);
        reader.Read();
        Assert.Equal(3, reader.Line);
    }

    [Fact]
    public void Read_QuoteNeverClosed_CostsOneLine()
    {
        string rest = string.Concat(Enumerable.Range(0, 40).Select(row => $"row,{row}\n"));
        var reader = new CsvRecordReader(new StringReader("bad,\"open\n" + rest));
        int malformed = 0;
        int good = 0;
        while (reader.Read())
        {
            malformed += reader.Malformed ? 1 : 0;
            good += reader.Fields.Count == 2 ? 1 : 0;
        }

        Assert.Equal((1, 40, 41L), (malformed, good, reader.Line));
    }

    [Fact]
    public void Read_EmptyFields_AreKept()
    {
        var reader = new CsvRecordReader(new StringReader(",a,,\n"));
        reader.Read();
        Assert.Equal(["", "a", "", ""], reader.Fields);
    }
}
