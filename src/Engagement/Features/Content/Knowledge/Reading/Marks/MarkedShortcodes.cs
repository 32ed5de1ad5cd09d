using System.Globalization;
using System.Text.RegularExpressions;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>Shortcodes in braces: what of them is words, and where those end.</summary>
internal sealed partial class MarkedInline
{
    private void Shortcode(string inside, int end)
    {
        var start = _at;
        _at = end;
        if (inside.StartsWith("/*", StringComparison.Ordinal))
        {
            // Shown as it is by its site maker.
            var (opens, closes) = _source[start + 2] == '<' ? ("&lt;", "&gt;") : ("%", "%");
            _text.Append(CultureInfo.InvariantCulture, $"&#123;&#123;{opens} {inside.Trim('/', '*', ' ')} {closes}}}}}");
            return;
        }

        if (inside.StartsWith('/'))
        {
            return;
        }

        var name = inside.Split([' ', '\n', '\t'], 2)[0].TrimEnd('/');
        var rest = inside[name.Length..].Trim();
        switch (name.ToLowerInvariant())
        {
            case "ref" or "relref" or "page-relref" or "link":
                if (Page(rest) is { } address)
                {
                    _text.Append(address);
                }
                else
                {
                    Miss(start, end);
                }

                break;
            case "figure" or "img" or "image" when Argument(rest, "src") is { } source:
                _text.Append(CultureInfo.InvariantCulture,
                    $"![{(Argument(rest, "alt") ?? Argument(rest, "caption") ?? "").Replace(']', ' ')}]({Picture(source) ?? source})");
                break;
            case "highlight" when Closer("highlight") is { } block:
                Code(rest.Split(' ', 2)[0].Trim('"'), _source[end..block.Start], block.End);
                break;
            case "comment" when Closer("comment") is { } silent:
                Skip(silent.End);
                break;
            case "icon" or "fa" or "br" or "clear" or "toc" or "more" or "anchor":
                break;
            default:
                if (Argument(rest, "text") is { } text)
                {
                    _text.Append(Escape(text));
                }
                else if (!Pairs.Contains(name))
                {
                    Miss(start, end);
                }
                else
                {
                    Headed(rest, start, end);
                }

                break;
        }
    }

    // A title of a block is words, which its site maker writes above it.
    private void Headed(string rest, int start, int end)
    {
        if (IsAlone(start, end) && Argument(rest, "title") is { Length: > 0 } title)
        {
            _text.Append(CultureInfo.InvariantCulture, $"\n\n**{Escape(title)}**\n\n");
        }
    }

    private (int Start, int End)? Closer(string name)
    {
        foreach (var closer in (string[])[$"{{{{< /{name} >}}}}", $"{{{{</{name}>}}}}", $"{{{{< /{name}>}}}}", $"{{{{</ {name} >}}}}"])
        {
            if (Find(closer, _at, int.MaxValue) is >= 0 and var at)
            {
                return (at, at + closer.Length);
            }
        }

        return null;
    }

    private static string? Argument(string rest, string name) =>
        ArgumentText().Matches(rest).FirstOrDefault(m => m.Groups[1].Value == name) is { } match
            ? match.Groups[2].Value + match.Groups[3].Value : null;

    [GeneratedRegex("""([A-Za-z_-]+)\s*=\s*(?:["“”]([^"“”]*)["“”]|([^\s"“”]+))""", RegexOptions.NonBacktracking)]
    private static partial Regex ArgumentText();
}
