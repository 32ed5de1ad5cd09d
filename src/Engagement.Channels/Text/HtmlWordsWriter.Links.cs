using AngleSharp.Html.Parser.Tokens;

namespace Engagement.Channels.Text;

/// <summary>Links, pictures and what else a page shows that is no words.</summary>
internal sealed partial class HtmlWordsWriter
{
    private Link? _link;

    private void EndLink()
    {
        if (_link is not { } link)
        {
            return;
        }

        _link = null;
        var isEmpty = link.Start < 0 || link.Start >= _out.Length;
        var said = isEmpty ? "" : _out.ToString(link.Start, _out.Length - link.Start);
        if (isEmpty || IsName(link, said))
        {
            // A link without words, around a picture that says nothing, still leads somewhere.
            if (isEmpty && LinkWords.Of("", link.Address) is { Length: > 0 } address)
            {
                Write(address);
            }

            return;
        }

        var words = LinkWords.Of(said, link.Address);
        if (link.Line != _lines || link.Marks != _marks.Count)
        {
            words = LinkWords.Shows(said, link.Address) ? said : said + words[said.Trim().Length..];
        }

        _out.Length = link.Start;
        _out.Append(words);
    }

    // A person or a topic is named by its words; where their page is says nothing more.
    private bool IsName(Link link, string said) =>
        !said.Any(char.IsWhiteSpace) && (said[0], link.Start > 0 ? _out[link.Start - 1] : ' ') switch
    {
        ('@', _) => IsMarked(link, "mention") || LeadsTo(link, $"/{said.Split('@', 3)[1]}") || LeadsTo(link, $"/@{said.Split('@', 3)[1]}"),
        ('#' or '＃', _) => IsMarked(link, "hashtag") || IsMarked(link, "mention"),
        (_, '@' or '#') => IsMarked(link, "mention") || IsMarked(link, "hashtag"),
        _ => false,
    };

    private static bool LeadsTo(Link link, string end) => link.Address.TrimEnd('/').EndsWith(end, StringComparison.OrdinalIgnoreCase);

    private static bool IsMarked(Link link, string what) => link.Class.Contains(what, StringComparison.Ordinal);

    private void Picture(HtmlTagToken tag)
    {
        var alt = string.Join(' ', tag.GetAttribute("alt").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var isEmoji = alt.Length > 0 && (tag.GetAttribute("class").Contains("emoji", StringComparison.OrdinalIgnoreCase)
            || (alt.Length is > 0 and <= 16 && !alt.Any(c => char.IsLetterOrDigit(c) || char.IsWhiteSpace(c)))
            || (alt.Length > 2 && alt[0] == ':' && alt[^1] == ':' && !alt.Contains(' ', StringComparison.Ordinal)));
        if (isEmoji)
        {
            Write(alt);
        }
        else if (alt.Length > 0 || (_link is null && !IsPixel(tag) && IsThere(tag)))
        {
            // An empty description says that it is only for show; none at all says nothing.
            Write(alt.Length > 0 ? $"[Picture: {alt}]" : "[Picture]");
            _space = true;
        }
    }

    private static bool IsThere(HtmlTagToken tag) =>
        !tag.Attributes.Exists(a => a.Name == "alt")
            && tag.GetAttribute("src").Split(':')[0].ToUpperInvariant() is "HTTPS" or "HTTP" or "CID";

    // Counts who opened a mail, and shows nothing.
    private static bool IsPixel(HtmlTagToken tag) =>
        tag.GetAttribute("width").Trim() is "0" or "1" || tag.GetAttribute("height").Trim() is "0" or "1";

    private void Field(HtmlTagToken tag)
    {
        var isChosen = tag.Attributes.Exists(a => a.Name == "checked");
        var shown = tag.GetAttribute("type").ToUpperInvariant() switch
        {
            "CHECKBOX" or "RADIO" => isChosen ? "[x]" : "[ ]",
            "HIDDEN" or "PASSWORD" => "",
            _ => tag.GetAttribute("value"),
        };
        if (shown.Length > 0)
        {
            Write(shown);
            _space = true;
        }
    }

    private void Embedded(HtmlTagToken tag)
    {
        var address = tag.GetAttribute(tag.Name == "object" ? "data" : "src");
        var what = tag.Name switch
        {
            "video" => "[Video]",
            "audio" => "[Sound]",
            _ => tag.GetAttribute("title") is { Length: > 0 } title ? $"[{title}]" : "[Embedded page]",
        };
        if (LinkWords.Of(what, address) is var shown && (shown != what || tag.Name is "video" or "audio"))
        {
            Write(shown);
            _space = true;
        }
    }

    /// <summary>A link that is open: where its words begin, once there are some.</summary>
    private sealed record Link(string Address, string Class)
    {
        public int Start { get; init; } = -1;

        public int Line { get; init; }

        public int Marks { get; init; }
    }
}
