using System.Reflection;
using System.Xml.Linq;
using NetArchTest.Rules;

namespace Tandem.Architecture.Tests;

public sealed class DependencyTests
{
    /// <summary>Who may use whom: a project and everything of the product that it may reference. Arrows go down only.</summary>
    public static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Domain"] = [],
        ["Datasets"] = ["Domain"],
        ["Features"] = ["Domain"],
        ["Features.Onnx"] = ["Domain", "Features"],
        ["Towers"] = ["Domain"],
        ["Retrieval"] = ["Domain"],
        ["Ranking"] = ["Domain", "Features", "Towers", "Retrieval"],
        ["Training"] = ["Domain", "Datasets", "Features", "Towers", "Retrieval", "Ranking"],
        ["Training.Torch"] = ["Domain", "Datasets", "Features", "Towers", "Retrieval", "Ranking", "Training"],
        ["Storage"] = ["Domain"],
        ["Storage.Azure"] = ["Domain", "Storage"],
        ["Storage.Redis"] = ["Domain", "Storage"],
        ["Grains.Interfaces"] = ["Domain"],
        ["Grains"] = ["Domain", "Datasets", "Features", "Towers", "Retrieval", "Ranking", "Training", "Storage", "Grains.Interfaces"],
        ["Silo"] = ["Domain", "Features", "Towers", "Retrieval", "Ranking", "Training", "Storage", "Storage.Azure", "Storage.Redis", "Grains.Interfaces", "Grains"],
        ["Gateway"] = ["Domain", "Features", "Towers", "Retrieval", "Ranking", "Training", "Storage", "Storage.Azure", "Storage.Redis", "Grains.Interfaces", "Grains", "Silo"],
        ["Trainer"] = ["Domain", "Features", "Towers", "Retrieval", "Ranking", "Training", "Training.Torch", "Storage", "Storage.Azure", "Storage.Redis", "Grains.Interfaces", "Grains", "Silo", "Gateway"],
        ["Cli"] = ["Domain", "Datasets", "Features", "Features.Onnx", "Towers", "Retrieval", "Ranking", "Training", "Training.Torch", "Storage", "Storage.Azure", "Storage.Redis", "Grains.Interfaces", "Grains"],
    };

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Fact]
    public void SourceProjects_EveryOne_HasARule() =>
        Assert.Equal(
            Allowed.Keys.Order(StringComparer.Ordinal),
            Solution.SourceProjects().Select(project => Path.GetFileNameWithoutExtension(project)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_References_PointDownOnly(string project)
    {
        string file = Path.Combine(Solution.Root, "src", project, project + ".csproj");
        IEnumerable<string> references = XDocument.Load(file).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

        Assert.Empty(references.Except(Allowed[project]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_Types_UseOnlyWhatTheirProjectMay(string project)
    {
        string[] forbidden = Allowed.Keys.Except(Allowed[project]).Where(other => other != project).ToArray();
        // A namespace is matched by its beginning: Tandem.Training must not forbid Tandem.Training.Torch to itself.
        string[] namespaces = forbidden
            .Where(other => !project.StartsWith(other + ".", StringComparison.Ordinal))
            .SelectMany(other => TypesOf(other).Select(type => type.FullName!))
            .ToArray();

        NetArchTest.Rules.TestResult result = Types.InAssembly(AssemblyOf(project)).ShouldNot().HaveDependencyOnAny(namespaces).GetResult();

        Assert.True(result.IsSuccessful, string.Join(", ", result.FailingTypeNames ?? []));
    }

    [Theory]
    [InlineData("Domain")]
    [InlineData("Datasets")]
    [InlineData("Features")]
    [InlineData("Features.Onnx")]
    [InlineData("Towers")]
    [InlineData("Retrieval")]
    [InlineData("Ranking")]
    [InlineData("Training")]
    [InlineData("Training.Torch")]
    public void PureProject_Types_DoNotKnowOrleans(string project)
    {
        NetArchTest.Rules.TestResult result = Types.InAssembly(AssemblyOf(project)).ShouldNot().HaveDependencyOn("Orleans").GetResult();

        Assert.True(result.IsSuccessful, string.Join(", ", result.FailingTypeNames ?? []));
    }

    /// <summary>A native library, the one project that may use it, and a word of its packages' names.</summary>
    public static TheoryData<string, string, string, string> NativeLibraries
    {
        get
        {
            var rows = new TheoryData<string, string, string, string>();
            foreach (string project in Allowed.Keys)
            {
                rows.Add(project, "TorchSharp", "Training.Torch", "torch");
                rows.Add(project, "Microsoft.ML.OnnxRuntime", "Features.Onnx", "onnx");
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(NativeLibraries))]
    public void NativeLibrary_IsKnownByItsOwnProjectOnly(string project, string library, string owner, string package)
    {
        bool unknown = Types.InAssembly(AssemblyOf(project)).ShouldNot().HaveDependencyOn(library).GetResult().IsSuccessful;

        Assert.Equal(project != owner, unknown);
        if (project != owner)
        {
            Assert.DoesNotContain(
                XDocument.Load(Path.Combine(Solution.Root, "src", project, project + ".csproj")).Descendants("PackageReference"),
                reference => reference.Attribute("Include")!.Value.Contains(package, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public void ServingProcess_Closure_HasNeitherTorchNorOnnx()
    {
        var seen = new HashSet<string>();
        var open = new Stack<Assembly>([AssemblyOf("Gateway")]);
        while (open.TryPop(out Assembly? assembly))
        {
            foreach (AssemblyName reference in assembly.GetReferencedAssemblies())
            {
                if (seen.Add(reference.Name!) && reference.Name!.StartsWith("Tandem.", StringComparison.Ordinal))
                {
                    open.Push(Assembly.Load(reference));
                }
            }
        }

        Assert.Contains("Tandem.Ranking", seen);
        Assert.DoesNotContain(seen, name => name is "TorchSharp" or "Tandem.Training.Torch" or "Microsoft.ML.OnnxRuntime" or "Tandem.Features.Onnx");
    }

    private static Assembly AssemblyOf(string project) => Assembly.Load(project == "Cli" ? "tandem" : "Tandem." + project);

    private static Type[] TypesOf(string project) => AssemblyOf(project).GetTypes()
        .Where(type => type is { IsNested: false, FullName: not null, Namespace: not null }
            && type.Namespace.StartsWith("Tandem.", StringComparison.Ordinal))
        .ToArray();
}
