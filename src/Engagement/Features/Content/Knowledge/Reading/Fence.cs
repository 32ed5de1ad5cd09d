namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>The line that opens front matter.</summary>
/// <param name="Sign">The line that closes it: <c>---</c>, <c>+++</c>, <c>;;;</c>, or a longer row of dashes.</param>
/// <param name="Language">What it is written in, in lower case; empty: what the sign says.</param>
internal readonly record struct Fence(string Sign, string Language)
{
    private const int MostLanguage = 20;

    // What gray-matter's users have engines for (github.com/jonschlinkert/gray-matter, 11ty.dev/docs/data-frontmatter-customize).
    private static readonly HashSet<string> Languages = new(StringComparer.Ordinal)
    {
        "js", "javascript", "mjs", "cjs", "node", "ts", "typescript", "json5", "jsonc", "hjson", "coffee", "coffeescript", "cson", "lua",
        "php", "ruby", "python", "xml", "ini", "edn", "clojure", "yaml", "yml", "toml", "json",
    };

    /// <summary>Whether the language is one that data are written in, and not just a word behind dashes.</summary>
    public bool IsLanguage => Languages.Contains(Language);

    /// <summary>Null: the line opens nothing. Spaces around, and capitals, mean nothing.</summary>
    public static Fence? Of(ReadOnlySpan<char> line)
    {
        line = line.Trim();
        if (line.Length < 3 || line[0] is not ('-' or '+' or ';') || line[..3].IndexOfAnyExcept(line[0]) >= 0)
        {
            return null;
        }

        var word = line[3..].TrimStart();
        if (line[0] == '-' && line.Length <= MostLanguage && line.IndexOfAnyExcept('-') < 0)
        {
            return new Fence(line.ToString(), "");
        }

        foreach (var c in word)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                return null;
            }
        }

        return word.Length <= MostLanguage ? new Fence(line[..3].ToString(), word.ToString().ToLowerInvariant()) : null;
    }
}
