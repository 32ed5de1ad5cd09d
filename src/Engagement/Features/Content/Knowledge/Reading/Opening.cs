using System.Text;
using AngleSharp.Dom;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>
/// What a page begins with, for a summary: its first paragraph, whether it stands in a <c>p</c>, a <c>div</c> or bare; where there is none,
/// its list, its table, and at last its code. Headings, captions and menus are no beginning. One rule for Markdown, feeds and pushes.
/// </summary>
internal static class Opening
{
    // Fewer letters are "Hello," or a date; they are taken where there is nothing else.
    private const int Least = 20;

    // A summary is shorter; there is no need to read a book for it.
    private const int Enough = 2000;

    private const string Ends = ".,;:!?…。，；：！？";

    private static readonly HashSet<string> NoWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "nav", "caption",
    };

    private static readonly HashSet<string> Lists = new(StringComparer.OrdinalIgnoreCase) { "ul", "ol", "dl", "table", "pre" };

    private static readonly HashSet<string> Items = new(StringComparer.OrdinalIgnoreCase) { "li", "dt", "dd", "tr", "br" };

    /// <returns>On one line; empty: there are no words but headings.</returns>
    public static string Of(INode body)
    {
        var reader = new Reader();
        ArticleHtml.Walk(body, (node, _) => reader.Enter(node), reader.Leave);
        return reader.Best();
    }

    private sealed class Reader
    {
        private readonly StringBuilder _block = new();
        private string _paragraph = ""; // the first that is long enough
        private string _list = "";
        private string _short = ""; // all that is not
        private string _code = "";
        private int _lists;

        public bool Enter(INode node)
        {
            if (node is IText text)
            {
                if (_block.Length < Enough)
                {
                    _block.Append(text.Data.AsSpan(0, Math.Min(text.Data.Length, Enough)));
                }

                return false;
            }

            if (_paragraph.Length > 0 || node is not IElement element
                || ArticleText.Skipped.Contains(element.LocalName) || NoWords.Contains(element.LocalName))
            {
                End(IsHeading(node));
                return false;
            }

            Part(element.LocalName, isBegin: true);
            return true;
        }

        public void Leave(INode node)
        {
            if (node is IElement element && !ArticleText.Skipped.Contains(element.LocalName) && !NoWords.Contains(element.LocalName))
            {
                Part(element.LocalName, isBegin: false);
            }
        }

        public string Best()
        {
            End(isWhole: true);
            var rest = _list.Length >= Least ? _list : $"{_short} {_list}".Trim();
            return _paragraph.Length > 0 ? _paragraph : rest.Length > 0 ? rest : _code;
        }

        private static bool IsHeading(INode node) => node is IElement element && NoWords.Contains(element.LocalName);

        private void Part(string name, bool isBegin)
        {
            if (Lists.Contains(name))
            {
                if (isBegin && _lists == 0)
                {
                    End(isWhole: true);
                }

                _block.Append(' ');
                _lists += isBegin ? 1 : -1;
                if (!isBegin && _lists == 0)
                {
                    EndList(isCode: name == "pre");
                }
            }
            else if (_lists > 0)
            {
                // Items of a list stand one behind the other, each ended by what it ends with or a semicolon; cells of a row by a comma.
                var isCell = name is "td" or "th";
                if (!isBegin && (Items.Contains(name) || isCell))
                {
                    Separate(isCell ? "," : ";");
                }
                else if (ArticleText.Blocks.Contains(name) || Items.Contains(name))
                {
                    _block.Append(' ');
                }
            }
            else if (ArticleText.Blocks.Contains(name))
            {
                End(isWhole: true);
            }
            else if (Items.Contains(name))
            {
                _block.Append(' ');
            }
        }

        private void Separate(string sign)
        {
            var end = _block.Length;
            while (end > 0 && char.IsWhiteSpace(_block[end - 1]))
            {
                end--;
            }

            _block.Length = end;
            if (end > 0 && _block[end - 1] is ',' && sign == ";")
            {
                _block.Length = --end;
            }

            _block.Append(end == 0 || Ends.Contains(_block[end - 1], StringComparison.Ordinal) ? "" : sign).Append(' ');
        }

        private void EndList(bool isCode)
        {
            var text = ArticleText.OneLine(_block.ToString()).TrimEnd(';', ',', ' ');
            _block.Clear();
            if (isCode)
            {
                _code = _code.Length == 0 ? text : _code;
            }
            else if (_list.Length < Least && text.Length > 0)
            {
                _list = _list.Length == 0 ? text : $"{_list} {text}";
            }
        }

        private void End(bool isWhole)
        {
            if (!isWhole || _block.Length == 0 || _lists > 0)
            {
                return;
            }

            var text = ArticleText.OneLine(_block.ToString());
            _block.Clear();
            if (text.Length >= Least)
            {
                _paragraph = _paragraph.Length == 0 ? text : _paragraph;
            }
            else if (text.Length > 0 && _short.Length < Enough)
            {
                _short = _short.Length == 0 ? text : $"{_short} {text}";
            }
        }
    }
}
