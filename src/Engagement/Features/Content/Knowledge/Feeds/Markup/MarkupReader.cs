using System.Text;

namespace Engagement.Features.Content.Knowledge.Feeds.Markup;

/// <summary>
/// Reads XML as feeds really are: most of it well-formed, the rest with entities of HTML, control characters, stray ampersands, tags that
/// are left open or closed twice, prefixes nobody declared, and words before and after. Goes over the text once; there is no DTD, nothing
/// is fetched and nothing unfolds.
/// </summary>
internal sealed class MarkupReader
{
    // No feed is nested like this. What lies deeper is put beside what it lies in, so its words are kept and nobody's stack ends.
    private const int MostDepth = 100;

    // An archive of a thousand articles in XHTML has a tenth of it.
    private const int MostNodes = 500_000;

    // A title in XHTML has a few elements.
    private const int MostInLeaf = 5;

    // More names than any feed declares; each is asked for at every element.
    private const int MostNamespaces = 100;

    private readonly string _text;
    private readonly MarkupNode _root = new("#");
    private readonly List<Open> _open;
    private readonly StringBuilder _words = new();
    private readonly Dictionary<string, string> _entities = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _next = new(StringComparer.Ordinal); // where an end was found last; -1: nowhere
    private int _nodes;
    private int _at;

    private MarkupReader(string text, Uri url)
    {
        _text = text;
        _root.Base = url;
        _open = [new Open(_root, "#", FeedNames.Undeclared)];
    }

    /// <param name="text">A feed, or a page.</param>
    /// <param name="url">Where it was, for addresses that are relative.</param>
    /// <returns>What holds the elements at the top: one, in a document that is well-formed.</returns>
    /// <exception cref="ArticleException">It has far more elements than a feed.</exception>
    public static MarkupNode Read(string text, Uri url) => new MarkupReader(text, url).Read();

    private MarkupNode Read()
    {
        while (_at < _text.Length)
        {
            var tag = _text.IndexOf('<', _at);
            if (tag < 0)
            {
                break;
            }

            MarkupEntities.Append(_words, _text.AsSpan(_at, tag - _at), _entities);
            _at = tag;
            Tag(_text.AsSpan(tag + 1));
        }

        MarkupEntities.Append(_words, _text.AsSpan(_at), _entities);
        Flush();
        DropWhatBrokeOff();
        return _root;
    }

    private void Tag(ReadOnlySpan<char> rest)
    {
        if (rest.StartsWith("![CDATA[", StringComparison.OrdinalIgnoreCase))
        {
            _at += 9;
            var end = EndOfCData();
            MarkupEntities.AppendPlain(_words, _text.AsSpan(_at, end.Length));
            _at = end.Next;
        }
        else if (rest.StartsWith("!--", StringComparison.Ordinal))
        {
            _at += 4;
            _at = Until("-->", 3) is { } comment ? comment.Next : _at; // never ended: it hides nothing
        }
        else if (rest.StartsWith("!DOCTYPE", StringComparison.OrdinalIgnoreCase))
        {
            _at = MarkupEntities.Declared(_text, _at, _entities);
        }
        else if (rest.StartsWith("?", StringComparison.Ordinal))
        {
            _at = Until(">", 1)?.Next ?? _text.Length;
        }
        else if (rest.Length > 1 && rest[0] == '/' && IsNameStart(rest[1]))
        {
            Close();
        }
        else if (rest.Length > 0 && IsNameStart(rest[0]))
        {
            Begin();
        }
        else
        {
            // A sign, not a tag: 1 < 2.
            _words.Append('<');
            _at++;
        }
    }

    // Null: it has none. However often it is asked, the text is gone over once.
    private (int Length, int Next)? Until(string end, int length)
    {
        if (!_next.TryGetValue(end, out var found) || (found >= 0 && found < _at))
        {
            found = _text.IndexOf(end, _at, StringComparison.Ordinal);
            _next[end] = found;
        }

        return found < 0 ? null : (found - _at, found + length);
    }

    // One that was never ended, or ends only with the next one, is over where the element is that it stands in.
    private (int Length, int Next) EndOfCData()
    {
        var end = Until("]]>", 3);
        var inside = _text.AsSpan(_at, end?.Length ?? _text.Length - _at);
        if (end is not null && inside.IndexOf("<![CDATA[", StringComparison.Ordinal) < 0)
        {
            return end.Value;
        }

        var closer = _open.Count < 2 ? -1 : inside.IndexOf($"</{_open[^1].Written}", StringComparison.OrdinalIgnoreCase);
        return closer >= 0 ? (closer, _at + closer) : end ?? (inside.Length, _text.Length);
    }

    private void Begin()
    {
        _at++;
        var name = Name();
        List<(string Name, string Value)> attributes = [];
        var isEmpty = false;
        while (_at < _text.Length)
        {
            var c = _text[_at];
            if (c == '>')
            {
                _at++;
                break;
            }

            if (c == '<')
            {
                // The tag was never ended, and here is the next one.
                break;
            }

            isEmpty = c == '/';
            if (IsNameStart(c))
            {
                attributes.Add(Attribute());
            }
            else
            {
                _at++;
            }
        }

        Begin(name, attributes, isEmpty);
    }

    private void Begin(string name, List<(string Name, string Value)> attributes, bool isEmpty)
    {
        Flush();
        Count(1 + attributes.Count);
        EndOpenEntry(name);
        EndOpenLeaf(name);
        var parent = _open[^1];
        var names = FeedNames.Declare(parent.Names, attributes, MostNamespaces);

        // The vocabulary of the outermost element is the feed's own, whatever it calls it.
        if (_open.Count == 1)
        {
            names = FeedNames.OfFeed(names, name);
        }

        var node = new MarkupNode(FeedNames.Short(names, name)) { Base = parent.Node.Base, Language = parent.Node.Language };
        foreach (var (key, value) in attributes)
        {
            switch (key)
            {
                case "xml:base":
                    node.Base = FeedAddress.Relative(value, parent.Node.Base) ?? parent.Node.Base;
                    break;
                case "xml:lang":
                    node.Language = value.Trim() is { Length: > 0 } language ? language : parent.Node.Language;
                    break;
                default:
                    if (!key.StartsWith("xmlns", StringComparison.Ordinal))
                    {
                        node.Attributes.Add((key, value));
                    }

                    break;
            }
        }

        parent.Node.Children.Add(node);
        if (!isEmpty && !MarkupNode.IsVoid(node.Name) && _open.Count <= MostDepth)
        {
            _open.Add(new Open(node, name, names));
        }
    }

    // Entries stand beside each other; one that is inside another was never closed.
    private void EndOpenEntry(string name)
    {
        if (name is not ("item" or "entry"))
        {
            return;
        }

        var open = _open.FindLastIndex(o => o.Written == name);
        if (open > 0)
        {
            _open.RemoveRange(open, _open.Count - open);
        }
    }

    // A text that ends in the middle of an address, an id or a time has none of it: half of it leads elsewhere.
    private void DropWhatBrokeOff()
    {
        var last = _open[^1].Node;
        if (_open.Count > 2 && FeedLeaves.IsIn(_open[^2].Node.Name)
            && FeedLeaves.HoldsWords(last.Name) && last.Name != "title" && last["href"] is null)
        {
            _open[^2].Node.Children.Remove(last);
        }
    }

    // What holds words and no elements of a feed was never closed where one of these begins: it is over there, and does not swallow the
    // rest.
    private void EndOpenLeaf(string name)
    {
        var isFeeds = FeedLeaves.IsPart(FeedNames.Short(_open[^1].Names, name), out var isHtmlToo);
        var most = isFeeds ? Math.Max(1, _open.Count - MostInLeaf) : _open.Count;
        for (var i = _open.Count - 1; i >= most; i--)
        {
            var leaf = _open[i].Node.Name;
            if (FeedLeaves.IsIn(_open[i - 1].Node.Name) && (FeedLeaves.HoldsWords(leaf) || (!isHtmlToo && FeedLeaves.HoldsHtml(leaf))))
            {
                _open.RemoveRange(i, _open.Count - i);
                return;
            }
        }
    }

    private void Close()
    {
        _at += 2;
        var name = Name();
        var end = _text.AsSpan(_at).IndexOfAny('>', '<');
        _at = end < 0 ? _text.Length : _text[_at + end] == '>' ? _at + end + 1 : _at + end;
        Flush();

        // What was opened inside and left open ends here too; an end without a beginning is nothing.
        var open = _open.FindLastIndex(o => o.Written == name);
        if (open > 0)
        {
            _open.RemoveRange(open, _open.Count - open);
        }
    }

    private string Name()
    {
        var start = _at;
        while (_at < _text.Length && !char.IsWhiteSpace(_text[_at]) && _text[_at] is not ('>' or '<' or '/' or '=' or '"' or '\''))
        {
            _at++;
        }

        return _text[start.._at].ToLowerInvariant();
    }

    private (string Name, string Value) Attribute()
    {
        var name = Name();
        SkipSpace();
        if (_at >= _text.Length || _text[_at] != '=')
        {
            return (name, "");
        }

        _at++;
        SkipSpace();
        var start = _at;
        if (_at < _text.Length && _text[_at] is '"' or '\'')
        {
            // In XML no value holds a tag: one that seems to was never ended, and is over where its own tag is.
            var value = _text.AsSpan(start + 1);
            var end = value.IndexOf(_text[_at]);
            value = end < 0 ? value : value[..end];
            if (value.IndexOf('<') is >= 0 and var next && value[..next].IndexOf('>') is >= 0 and var own)
            {
                value = value[..own].TrimEnd('/');
                _at = start + 1 + value.Length;
                return (name, Decoded(value));
            }

            _at = start + 1 + value.Length + (end < 0 ? 0 : 1);
            return (name, Decoded(value));
        }

        while (_at < _text.Length && !char.IsWhiteSpace(_text[_at]) && _text[_at] is not ('>' or '<'))
        {
            _at++;
        }

        // <a b=c/> ends here; the slash in <a b=http://c/> is part of the value, but nobody can tell.
        return (name, Decoded(_text.AsSpan(start, _at - start)));
    }

    private string Decoded(ReadOnlySpan<char> value)
    {
        if (!value.Contains('&') && !MarkupEntities.HasForbidden(value))
        {
            return value.ToString();
        }

        var text = new StringBuilder(value.Length);
        MarkupEntities.Append(text, value, _entities);
        return text.ToString();
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }

    private void Flush()
    {
        if (_words.Length > 0)
        {
            Count(1);
            _open[^1].Node.Children.Add(new MarkupNode("", _words.ToString()));
            _words.Clear();
        }
    }

    private void Count(int nodes)
    {
        if ((_nodes += nodes) > MostNodes)
        {
            throw new ArticleException($"It has more than {MostNodes:N0} elements, far more than a feed.");
        }
    }

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c is '_' or ':' or >= '\u00C0';

    /// <param name="Node">The element.</param>
    /// <param name="Written">Its name with the prefix it was written with, to know its end by.</param>
    /// <param name="Names">The prefixes that hold in it.</param>
    private readonly record struct Open(MarkupNode Node, string Written, FeedNames Names);
}
