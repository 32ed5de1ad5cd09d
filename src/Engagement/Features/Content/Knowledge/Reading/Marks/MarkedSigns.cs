using System.Text.RegularExpressions;
using Markdig.Extensions.Emoji;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>Emoji codes, formulas, comments: short signs between words.</summary>
internal sealed partial class MarkedInline
{
    // The Markdown library's table of the codes that GitHub knows.
    private static readonly IDictionary<string, string> Codes = EmojiMapping.GetDefaultEmojiShortcodeToUnicode();

    // Icons of MkDocs' themes: pictures without words.
    private static readonly string[] Icons = ["material-", "octicons-", "fontawesome-", "simple-", "custom-", "lucide-", "icon-"];

    private static readonly HashSet<string> Embeds = new(StringComparer.OrdinalIgnoreCase)
    {
        "youtube", "vimeo", "vine", "prezi", "osf", "dailymotion", "bilibili", "twitch", "video", "audio", "podcast", "spotify",
        "soundcloud",
        "codepen", "jsfiddle", "codesandbox", "stackblitz", "gist", "asciinema", "slides", "slideshare", "speakerdeck", "figma", "loom",
        "wistia", "twitter", "instagram", "facebook", "tiktok", "pdf", "map",
    };

    // :py:func:`…` has two names; none is longer.
    private const int MostRole = 42;

    /// <summary>Whether a name is a code that GitHub knows, or an icon's.</summary>
    public static bool IsEmoji(string name) =>
        Codes.ContainsKey($":{name.ToLowerInvariant()}:") || Icons.Any(icon => name.StartsWith(icon, StringComparison.Ordinal));

    // @[youtube](id), of plugins for markdown-it: what a page brings in from elsewhere, named by its kind.
    private bool Embed()
    {
        if (Before(_at) != '@' || _text.Length == 0 || _text[^1] != '@' || Find("](", _at, MostRole) is not (>= 0 and var label)
            || !Embeds.Contains(_source[(_at + 1)..label]) || Find(")", label) is not (>= 0 and var end))
        {
            return false;
        }

        var start = _at - 1;
        _text.Length--;
        _at = end + 1;
        Miss(start, _at);
        return true;
    }

    // %[https://…], of Hashnode: the same by its address.
    private bool Framed()
    {
        if (!char.IsWhiteSpace(Before(_at))
            || Frame().Match(_source, _at, Math.Min(AttributeList.Most, _source.Length - _at)) is not { Success: true } frame)
        {
            return false;
        }

        Miss(_at, _at + frame.Length);
        _closed = _at += frame.Length;
        return true;
    }

    private bool Emoji()
    {
        if (char.IsLetterOrDigit(Before(_at)) || Before(_at) is ':' or '/')
        {
            return false;
        }

        var end = _at + 1;
        while (end < _source.Length && end - _at <= 80 && (char.IsAsciiLetterOrDigit(_source[end]) || _source[end] is '_' or '-' or '+'))
        {
            end++;
        }

        var name = _source[(_at + 1)..end];
        if (After(end) == ':' && _source.AsSpan(end, Math.Min(MostRole, _source.Length - end)).IndexOf('`') is > 0 and var tick
            && Role(_source[(_at + 1)..(end + tick - 1)], end + tick))
        {
            return true;
        }

        if (After(end) == '[' && name.Length > 1 && Find("]", end, 200) is >= 0 and var label && (_lines.IsMdx || After(label + 1) == '{'))
        {
            _text.Append(_source, end + 1, label - end - 1); // :abbr[HTML]{title="…"}: its words
            _at = After(label + 1) == '{' && Find("}", label + 1, AttributeList.Most) is >= 0 and var attributes
                ? attributes + 1 : label + 1;
            return true;
        }

        if (After(end) == '{' && name.Length > 1 && Find("}", end, AttributeList.Most) is >= 0 and var close
            && AttributeList.Is(_source[end..(close + 1)], alone: false, out _))
        {
            var start = _at;
            _at = close + 1;
            Miss(start, _at); // :icon{name="x"} of Nuxt's MDC
            return true;
        }

        if (After(end) != ':' || name.Length < 1 || char.IsLetterOrDigit(After(end + 1)))
        {
            return false;
        }

        _closed = end + 1;

        if (Codes.TryGetValue($":{name.ToLowerInvariant()}:", out var emoji))
        {
            _text.Append(emoji);
            _at = end + 1;
            return true;
        }

        if (Icons.Any(icon => name.StartsWith(icon, StringComparison.Ordinal)))
        {
            _at = end + 1;
            return true;
        }

        if (name.Length > 1 && name.Any(char.IsAsciiLetter))
        {
            Left ??= $":{name}:";
        }

        return false;
    }

    // TeX stays as it is written, as code: no other sign in it means anything.
    private bool Formula()
    {
        var shown = After(_at + 1) == '$';
        var from = _at + (shown ? 2 : 1);
        if (Find(shown ? "$$" : "$", from, shown ? Most : 300) is not (>= 0 and var end) || end == from || Before(_at) == '\\')
        {
            return false;
        }

        var inside = _source[from..end];
        if (inside.Contains('`', StringComparison.Ordinal) || inside.Contains("\n\n", StringComparison.Ordinal)
            || (!shown && (char.IsWhiteSpace(inside[0]) || char.IsWhiteSpace(inside[^1]) || char.IsAsciiDigit(After(end + 1))
                || inside.AsSpan().IndexOfAny("\\^_=") < 0 || inside.Contains('\n', StringComparison.Ordinal))))
        {
            return false;
        }

        _text.Append('`').Append(ArticleText.OneLine(inside)).Append('`');
        Skip(end + (shown ? 2 : 1));
        return true;
    }

    // Obsidian's: %% not shown %%. In prose two of these signs may be two of these signs: they are a comment only with nothing but blanks
    // outside, and only one of whole lines goes over paragraphs.
    private bool Comment()
    {
        if (After(_at + 1) == '[' && Framed())
        {
            return true;
        }

        if (After(_at + 1) != '%' || !char.IsWhiteSpace(Before(_at)))
        {
            Left ??= After(_at + 1) == '%' && char.IsPunctuation(Before(_at)) && char.IsLetterOrDigit(After(_at + 2)) ? "%%" : null;
            return false;
        }

        if (Find("%%", _at + 2) is not (>= 0 and var end) || !Ends(end)
            || ((Before(_at) != '\n' || After(end + 2) != '\n')
                && _source.AsSpan(_at, end - _at).Contains("\n\n", StringComparison.Ordinal)))
        {
            Left ??= Before(_at) == '\n' || !char.IsWhiteSpace(After(_at + 2)) ? "%%" : null; // so one begins
            return false;
        }

        var start = _at;
        Skip(end + 2);
        if (IsAmongWords(start, end + 2))
        {
            Miss(start, end + 2);
        }

        return true;

        // A full stop follows only one that ends close to its words: %%not shown%%.
        bool Ends(int at) => char.IsWhiteSpace(After(at + 2))
            || (After(at + 2) is '.' or ',' or ';' or ':' or '!' or '?' && !char.IsWhiteSpace(Before(at)));
    }

    // Not on lines of its own, nor behind a whole sentence at its line's end.
    private bool IsAmongWords(int start, int end)
    {
        var from = _source.AsSpan(Math.Max(0, start - MostBlanks), Math.Min(start, MostBlanks)).TrimEnd(" \t");
        var rest = _source.AsSpan(end, Math.Min(_source.Length - end, MostBlanks)).TrimStart(" \t");
        return !((from.Length == 0 || from[^1] is '\n' or '.' or '!' or '?') && (rest.Length == 0 || rest[0] == '\n'));
    }

    [GeneratedRegex(@"^%\[https?://[^\[\]\s]+\]", RegexOptions.NonBacktracking)]
    private static partial Regex Frame();
}
