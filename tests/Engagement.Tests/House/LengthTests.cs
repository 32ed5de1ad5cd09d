namespace Engagement.Tests.House;

/// <summary>
/// The house's rule for C# and Razor: a line can be read beside another on one screen, and a file is about one thing. What others wrote
/// and what the compiler makes lie in folders of their own, and are not looked at.
/// </summary>
public sealed class LengthTests
{
    /// <summary>As <c>max_line_length</c> in .editorconfig, in UTF-16 units.</summary>
    private const int MostColumns = 140;

    private const int MostLines = 400;

    private static readonly string[] NotOurs = ["bin", "obj", "vendor"];

    public static TheoryData<string> Parts => ["src", "tests"];

    [Theory]
    [MemberData(nameof(Parts))]
    public void No_line_is_longer_than_140_columns(string part) =>
        Assert.Empty(Files(part).SelectMany(f => f.Lines.Index()
            .Where(l => l.Item.Length > MostColumns)
            .Select(l => $"{f.Path}:{l.Index + 1} has {l.Item.Length} columns")));

    [Theory]
    [MemberData(nameof(Parts))]
    public void No_file_is_longer_than_400_lines(string part) =>
        Assert.Empty(Files(part).Where(f => f.Lines.Length > MostLines).Select(f => $"{f.Path} has {f.Lines.Length} lines"));

    private static IEnumerable<(string Path, string[] Lines)> Files(string part)
    {
        var root = Root();
        var paths = Directory.EnumerateFiles(Path.Combine(root, part), "*.cs*", SearchOption.AllDirectories)
            .Where(f => Path.GetExtension(f) is ".cs" or ".cshtml")
            .Select(f => Path.GetRelativePath(root, f).Replace('\\', '/'))
            .Where(f => !f.Split('/').Intersect(NotOurs).Any())
            .Order(StringComparer.Ordinal).ToList();

        Assert.NotEmpty(paths);
        return paths.Select(f => (f, File.ReadAllLines(Path.Combine(root, f))));
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Engagement.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("Engagement.sln is nowhere above the tests.");
        }

        return folder.FullName;
    }
}
