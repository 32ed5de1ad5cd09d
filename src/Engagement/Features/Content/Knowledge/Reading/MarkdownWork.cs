using System.Buffers;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>
/// How much reading a Markdown text would be, told from one look over it before a parser begins. A parser looks ahead from where something
/// may begin to where it would end, and where it never ends it has looked at all that follows, for each beginning anew.
/// </summary>
internal static class MarkdownWork
{
    /// <summary>With words on them; the longest manuals have some ten thousand.</summary>
    public const int MostLines = 100_000;

    /// <summary>Quotes and lists inside of each other.</summary>
    public const int MostNested = 100;

    /// <summary>Of all tables; a cell that is left out at a row's end is made all the same.</summary>
    public const int MostCells = 200_000;

    /// <summary>Characters that may mean something.</summary>
    public const int MostMarks = 1_000_000;

    // Characters looked at in vain: well under a second.
    private const long MostLooks = 500_000_000;

    // Looking back through a bracket that is open, and trying a character as an address, are so much more than that (measured).
    private const int Back = 30;
    private const int Try = 3;

    private static readonly SearchValues<char> OfRules = SearchValues.Create("|-: \t+=\r");

    private static readonly string[] Begin = ["www.", "http://", "https://", "ftp://", "mailto:", "tel:"];

    /// <param name="markdown">Without front matter.</param>
    /// <returns>What is too much, as a sentence; null: it may be read.</returns>
    public static string? TooMuch(ReadOnlySpan<char> markdown) => new Scan().Run(markdown);

    private sealed class Scan
    {
        private int _lines;
        private int _marks;
        private long _looks;
        private long _cells;

        // Of the block of lines that is being looked at: what it has, and where it began.
        private int _length;
        private int _rows;
        private int _columns;
        private long _unended; // places something begins at that has no end on its line
        private int _open; // brackets
        private int _item; // how far its last list item is indented

        public string? Run(ReadOnlySpan<char> text)
        {
            while (text.Length > 0)
            {
                var end = text.IndexOf('\n');
                var line = end < 0 ? text : text[..end];
                text = end < 0 ? default : text[(end + 1)..];
                if (Line(line) is { } trouble)
                {
                    return trouble;
                }
            }

            EndBlock();
            return Verdict();
        }

        private string? Line(ReadOnlySpan<char> line)
        {
            var words = line.TrimStart(" \t\r");
            if (words.Length == 0)
            {
                EndBlock();
                return Verdict();
            }

            if (++_lines > MostLines)
            {
                return $"The Markdown has more than {MostLines:N0} lines.";
            }

            var indent = line.Length - words.Length;
            if (Nested(words, out var isItem) is var nested && (nested > MostNested || (isItem && indent > MostNested * 4)))
            {
                return $"The Markdown has lists or quotes nested more than {MostNested} deep.";
            }

            // An item is a block of its own; one that is indented far more than the last is its text.
            if (isItem && indent <= _item + 5)
            {
                EndBlock();
                _item = indent;
            }

            _length += line.Length;
            _rows++;
            Look(words);
            return Verdict();
        }

        private string? Verdict() =>
            _marks > MostMarks ? $"The Markdown has more than {MostMarks:N0} signs that may mean something (brackets, stars, pipes …)."
            : _cells + ((long)_columns * _rows) > MostCells ? $"The Markdown has tables with more than {MostCells:N0} cells."
            : _looks + (_unended * _length) > MostLooks
                ? "The Markdown has too many brackets or addresses that are opened and never closed."
            : null;

        private void EndBlock()
        {
            _looks += _unended * _length;
            _cells += (long)_columns * _rows;
            (_length, _rows, _columns, _unended, _open, _item) = (0, 0, 0, 0, 0, 0);
        }

        // Marks of quotes and lists that stand one behind the other.
        private static int Nested(ReadOnlySpan<char> words, out bool isItem)
        {
            var depth = 0;
            isItem = false;
            while (words.Length > 0 && depth <= MostNested)
            {
                var length = words[0] == '>' ? 1 : ItemMark(words);
                if (length == 0)
                {
                    break;
                }

                isItem |= words[0] != '>';
                depth++;
                words = words[length..].TrimStart(" \t");
            }

            return depth;
        }

        private static int ItemMark(ReadOnlySpan<char> words)
        {
            var digits = 0;
            while (digits < words.Length && digits < 9 && char.IsAsciiDigit(words[digits]))
            {
                digits++;
            }

            var mark = digits > 0 && digits < words.Length && words[digits] is '.' or ')' ? digits + 1 : words[0] is '-' or '+' or '*' ? 1
                : 0;
            return mark > 0 && (mark == words.Length || words[mark] is ' ' or '\t') ? mark : 0;
        }

        private void Look(ReadOnlySpan<char> line)
        {
            // The line under a table's head says how many columns it has.
            if (line.IndexOfAnyExcept(OfRules) < 0 && line.IndexOfAny('-', '=') >= 0)
            {
                _columns = Math.Max(_columns, line.Count('|') + line.Count('+') + 1);
            }

            if (line[0] == '[' && line.Contains("]:", StringComparison.Ordinal))
            {
                _unended++; // a definition: what follows it is read anew
            }

            while (line.Length > 0)
            {
                var end = line.IndexOfAny(' ', '\t');
                var word = end < 0 ? line : line[..end];
                Word(word);
                line = end < 0 ? default : line[(end + 1)..];
            }
        }

        private void Word(ReadOnlySpan<char> word)
        {
            var close = -1; // the next closing parenthesis, looked for once
            for (var i = 0; i < word.Length; i++)
            {
                var c = word[i];
                if (!char.IsAscii(c) || char.IsAsciiLetterOrDigit(c))
                {
                    i += c is 'w' or 'W' or 'h' or 'H' or 'f' or 'F' or 'm' or 'M' or 't' or 'T' ? Address(word, i) : 0;
                    continue;
                }

                _marks++;
                if (c == '[')
                {
                    _open++;
                }
                else if (c == ']')
                {
                    if (i + 1 < word.Length && word[i + 1] == '(')
                    {
                        _looks += (long)Back * _open;
                        close = close >= i || close == word.Length ? close : word[i..].IndexOf(')') is >= 0 and var next ? i + next
                            : word.Length;
                        _looks += close - i;
                        _unended += close == word.Length ? 1 : 0;
                    }

                    _open = Math.Max(0, _open - 1);
                }
            }
        }

        // An address is read to the end of the word, and from each beginning in it anew.
        private int Address(ReadOnlySpan<char> word, int at)
        {
            foreach (var begin in Begin)
            {
                if (word[at..].StartsWith(begin, StringComparison.OrdinalIgnoreCase))
                {
                    _looks += (long)Try * (word.Length - at);
                    return begin.Length - 1;
                }
            }

            return 0;
        }
    }
}
