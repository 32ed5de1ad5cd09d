using System.CommandLine;
using Engagement.Host;

namespace Engagement.Tests.Configured;

/// <summary>Every verb of the executable with what it does not take: a sentence, the way to its help, and exit code 2.</summary>
public sealed class VerbWalkTests
{
    public static TheoryData<string, string> All => [.. Lines()];

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_line_that_cannot_be_is_answered_with_a_sentence_and_never_with_our_insides(string verb, string rest)
    {
        using var says = new StringWriter();

        var code = await Verbs.RunAsync(Root(), $"{verb} {rest}".Split(' ', StringSplitOptions.RemoveEmptyEntries), says);

        var said = says.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Verbs.Usage, code);
        Assert.True(said.Length >= 2, says.ToString());
        Assert.EndsWith($" {verb} --help".Replace("  ", " ", StringComparison.Ordinal), said[^1], StringComparison.Ordinal);
        Assert.All(said[..^1], sentence =>
        {
            Assert.EndsWith(".", sentence, StringComparison.Ordinal);
            Assert.DoesNotContain("System.", sentence, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", sentence, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_word_that_is_empty_is_told()
    {
        using var says = new StringWriter();

        Assert.Equal(Verbs.Usage, await Verbs.RunAsync(Root(), ["backup", ""], says));

        Assert.StartsWith("One of the words is empty", says.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_readme_names_every_verb()
    {
        var readme = File.ReadAllText(Path.Combine(Repository(), "README.md"));
        var list = readme[readme.IndexOf("Engagement [serve]", StringComparison.Ordinal)..];
        list = list[..list.IndexOf("```", StringComparison.Ordinal)];

        foreach (var (path, command) in Leaves(Root(), ""))
        {
            Assert.All(path.Split(' '), word => Assert.Contains(word, list, StringComparison.Ordinal));

            // What only some lines need is in the help; what a verb can be told beside its object is listed here too.
            Assert.All(
                command.Options.Where(o => !o.Required && o.Name is not ("--url" or "--urls" or "--table")),
                option => Assert.Contains(option.Name, list, StringComparison.Ordinal));
        }
    }

    private static IEnumerable<TheoryDataRow<string, string>> Lines()
    {
        yield return new("", "nope");
        foreach (var (path, command) in Leaves(Root(), ""))
        {
            var options = command.Options.Where(o => o.Required).Select(o => $"{o.Name} {(o.Name == "--role" ? "Agent" : "words")}");
            var whole = string.Join(' ', options.Concat(command.Arguments.Select(_ => "words")));
            yield return new(path, $"{whole} --nope");
            yield return new(path, $"{whole} one-too-many");
            if (whole.Length > 0)
            {
                yield return new(path, "");
            }

            foreach (var option in command.Options.Where(o => !o.Required || o.ValueType == typeof(bool)))
            {
                yield return new(path, $"{whole} {option.Name}{(option.ValueType == typeof(bool) ? "=perhaps" : "")}");
            }
        }

        foreach (var group in Root().Subcommands.Where(c => c.Subcommands.Count > 0))
        {
            yield return new(group.Name, "");
        }

        yield return new("serve", "--role nobody");
        yield return new("user add", "--email a@b.example --name Mia --role King");
        yield return new("api-key add", "--name Sync --role King");
        yield return new("restored", "--copy-of soon");
        yield return new("restored", "--copy-of 2999-01-01T00:00Z");
        yield return new("import", "https://blog.example.com/feed --prune");
        yield return new("import", "docs --internal");
    }

    private static IEnumerable<(string Path, Command Command)> Leaves(Command command, string path) => command.Subcommands.Count == 0
        ? [(path, command)]
        : command.Subcommands.SelectMany(c => Leaves(c, $"{path} {c.Name}".Trim()));

    private static RootCommand Root()
    {
        var root = new RootCommand();
        foreach (var verb in Verbs.All)
        {
            root.Subcommands.Add(verb);
        }

        return root;
    }

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Engagement.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
