namespace Tandem.Architecture.Tests;

public sealed class SourceTests
{
    [Fact]
    public void SourceFile_Length_IsOneIdea() =>
        Assert.Empty(Solution.SourceFiles().Where(file => File.ReadLines(file).Count() > 450).Select(Path.GetFileName));

    [Fact]
    public void SourceFile_Namespace_BeginsWithTandem() =>
        Assert.Empty(Solution.SourceFiles()
            .Where(file => File.ReadLines(file).Any(line =>
                line.StartsWith("namespace ", StringComparison.Ordinal) && !line.StartsWith("namespace Tandem.", StringComparison.Ordinal)))
            .Select(Path.GetFileName));

    [Fact]
    public void SourceFile_Text_LeavesNothingUnfinished()
    {
        string[] marks = ["TODO", "FIXME", "HACK:", "NotImplementedException"];

        Assert.Empty(
            from file in Solution.SourceFiles()
            from line in File.ReadLines(file)
            where marks.Any(mark => line.Contains(mark, StringComparison.Ordinal))
            select Path.GetFileName(file) + ": " + line.Trim());
    }

    [Fact]
    public void Grains_Code_DoesNotLeaveTheTurn() =>
        Assert.Empty(Solution.SourceFiles()
            .Where(file => file.Contains(Path.Combine("src", "Grains") + Path.DirectorySeparatorChar, StringComparison.Ordinal)
                && Path.GetFileName(file).EndsWith("Grain.cs", StringComparison.Ordinal))
            .Where(file => File.ReadAllText(file).Contains("ConfigureAwait(false)", StringComparison.Ordinal))
            .Select(Path.GetFileName));
}
