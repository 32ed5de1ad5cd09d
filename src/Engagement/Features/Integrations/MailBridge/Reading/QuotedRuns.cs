using System.Text.RegularExpressions;

namespace Engagement.Features.Integrations.MailBridge.Reading;

/// <summary>Judges the lines that are marked as quoted, and what stands between them.</summary>
internal static partial class QuotedRuns
{
    private const int WrappedFrom = 48;

    private const string NotSure = "It is not certain which of its lines are quoted.";

    public static Written Judge(MailLine[] lines, LineKind[] labels, KnownText known, bool isExact)
    {
        var hasHead = Array.IndexOf(labels, LineKind.Head) >= 0;
        var runs = Runs(lines, labels);
        var isMarked = hasHead || runs.Exists(r => IsOurs(lines, labels, r, known));
        var doubt = isMarked ? null : Unmarked(lines, labels, runs);
        if (doubt is null && isMarked)
        {
            doubt = Between(lines, labels, known, isExact);
        }

        doubt ??= Tail(lines, labels, known);
        var text = Words(lines, labels);
        return new(text, text.Length == 0 ? null : doubt, LeftOut(lines, labels, known, isMarked))
        {
            Aside = string.Join('\n', lines.Where((l, i) => labels[i] == LineKind.Signature && !l.IsQuoted).Select(l => l.Text)),
        };
    }

    // First and last line of each run, blank lines between its lines with it.
    private static List<(int First, int Last)> Runs(MailLine[] lines, LineKind[] labels)
    {
        var runs = new List<(int First, int Last)>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (labels[i] != LineKind.Quoted)
            {
                continue;
            }

            if (runs.Count > 0 && Enumerable.Range(runs[^1].Last + 1, i - runs[^1].Last - 1)
                .All(b => lines[b].IsBlank && labels[b] == LineKind.Written))
            {
                runs[^1] = (runs[^1].First, i);
            }
            else
            {
                runs.Add((i, i));
            }
        }

        return runs;
    }

    // It holds words of ours, or what programs write above a quote.
    private static bool IsOurs(MailLine[] lines, LineKind[] labels, (int First, int Last) run, KnownText known)
    {
        for (var i = run.First; i <= run.Last; i++)
        {
            if (labels[i] == LineKind.Quoted && (known.Has(lines[i]) || ReplyLines.Is(lines[i])
                || TicketMark.IsIn(lines[i].Bare) || QuoteHeads.At(lines, i) > 0 || Dividers.At(lines, i) || HeaderBlocks.At(lines, i)))
            {
                return true;
            }
        }

        return false;
    }

    // Marks, but nothing that says they quote: a prompt, an example, a line of code begin with them too. It goes by where they stand.
    private static string? Unmarked(MailLine[] lines, LineKind[] labels, List<(int First, int Last)> runs)
    {
        var hasWords = Enumerable.Range(0, lines.Length).Any(i => labels[i] == LineKind.Written && !lines[i].IsBlank);
        string? doubt = null;
        foreach (var (first, last) in hasWords ? runs : [])
        {
            var hasBefore = Enumerable.Range(0, first).Any(i => labels[i] == LineKind.Written && !lines[i].IsBlank);
            var hasAfter = Enumerable.Range(last + 1, lines.Length - last - 1).Any(i => labels[i] == LineKind.Written && !lines[i].IsBlank);
            var touchesBefore = first > 0 && !lines[first - 1].IsBlank;
            var touchesAfter = last + 1 < lines.Length && !lines[last + 1].IsBlank && labels[last + 1] == LineKind.Written;
            var goesOn = touchesAfter && (lines[first].Depth > 2 || char.IsLower(lines[last + 1].Bare[0])
                || char.IsDigit(lines[last + 1].Bare[0]));
            if ((!hasBefore && goesOn) || (hasBefore && (touchesBefore || LeadsIn(lines, first)) && !touchesAfter)
                || (touchesBefore && touchesAfter))
            {
                Array.Fill(labels, LineKind.Written, first, last - first + 1); // their own
            }
            else if ((hasBefore && hasAfter) || touchesAfter)
            {
                doubt = "Some of its lines begin with “>”, and it is not certain whether they are quoted.";
            }
        }

        return doubt;
    }

    // "Type this:" above it.
    private static bool LeadsIn(MailLine[] lines, int first)
    {
        var at = first - 1;
        while (at > 0 && lines[at].IsBlank)
        {
            at--;
        }

        return at >= 0 && lines[at].Bare.EndsWith(':');
    }

    // Answers between the lines of a quote, and below it. A long line that was broken leaves an end without a mark, which is no answer.
    private static string? Between(MailLine[] lines, LineKind[] labels, KnownText known, bool isExact)
    {
        var firstQuote = Array.FindIndex(labels, l => l is LineKind.Quoted or LineKind.Head);
        if (firstQuote < 0)
        {
            return null;
        }

        var hasTop = Enumerable.Range(0, firstQuote).Any(i => labels[i] == LineKind.Written && !lines[i].IsBlank);
        var lastQuote = Array.FindLastIndex(labels, l => l == LineKind.Quoted);
        string? doubt = null;
        for (var i = firstQuote; i < lines.Length; i++)
        {
            if (labels[i] != LineKind.Written || lines[i].IsBlank)
            {
                continue;
            }

            var end = i;
            while (end + 1 < lines.Length && labels[end + 1] == LineKind.Written && !lines[end + 1].IsBlank)
            {
                end++;
            }

            if (Enumerable.Range(i, end - i + 1).All(k => known.Has(lines[k]) || Dividers.IsRule(lines[k])))
            {
                Array.Fill(labels, LineKind.Quoted, i, end - i + 1);
            }
            else if (!isExact && IsBroken(lines, labels, i, end))
            {
                doubt = NotSure;
            }

            i = end;
        }

        // Below the line that says so nothing is an answer, unless answers stand between the lines.
        var ours = Array.FindIndex(lines, l => l.IsQuoted && ReplyLines.Is(l));
        var isBetween = Enumerable.Range(firstQuote, Math.Max(0, lastQuote - firstQuote))
            .Any(i => labels[i] == LineKind.Written && !lines[i].IsBlank);
        if (ours >= 0 && hasTop && !isBetween)
        {
            for (var i = ours; i < lines.Length; i++)
            {
                labels[i] = labels[i] == LineKind.Written ? LineKind.Cut : labels[i];
            }
        }

        return doubt;
    }

    private static bool IsBroken(MailLine[] lines, LineKind[] labels, int first, int last)
    {
        var touchesBefore = first > 0 && labels[first - 1] == LineKind.Quoted && !lines[first - 1].IsBlank;
        var touchesAfter = last + 1 < lines.Length && labels[last + 1] == LineKind.Quoted;
        if (!touchesBefore)
        {
            return false;
        }

        var before = lines[first - 1];
        var isSentenceOver = before.Bare[^1] is '.' or '!' or '?' or ':' or ';' or '。' or '？' or '！' or '…';
        var goesOn = char.IsLower(lines[first].Bare[0]) || (!char.IsUpper(lines[first].Bare[0]) && before.Text.Length >= WrappedFrom);
        return (touchesAfter && !(isSentenceOver && char.IsUpper(lines[first].Bare[0])))
            || (goesOn && !isSentenceOver && (before.Text.Length >= WrappedFrom || touchesAfter))
            || (before.Text.Length >= WrappedFrom && !isSentenceOver && last == first);
    }

    // What we sent, standing there without any mark: at the end it is a quote, elsewhere nobody knows.
    private static string? Tail(MailLine[] lines, LineKind[] labels, KnownText known)
    {
        var written = Enumerable.Range(0, lines.Length).Where(i => labels[i] == LineKind.Written && !lines[i].IsBlank).ToList();
        var first = written.FindIndex(i => QuotedText.IsTelling(lines[i], known));
        if (first < 0)
        {
            return null;
        }

        if (written.Skip(first).All(i => known.Has(lines[i], 4) || Dividers.IsRule(lines[i])))
        {
            // With the head above it, of whatever shape.
            var from = first > 0 && QuoteHeads.MayBe(lines[written[first - 1]]) ? first - 1 : first;
            while (from > 0 && HeaderBlocks.IsLabelled(lines[written[from - 1]]))
            {
                from--;
            }

            foreach (var i in written.Skip(from))
            {
                labels[i] = LineKind.Cut;
            }

            return null;
        }

        return "It repeats words of the client, and it is not certain what is quoted.";
    }

    private static string Words(MailLine[] lines, LineKind[] labels)
    {
        var kept = new List<string>();
        var cut = false;
        for (var i = 0; i < lines.Length; i++)
        {
            if (labels[i] == LineKind.Written)
            {
                if (cut && kept.Count > 0)
                {
                    kept.Add(""); // an answer between quotes is a paragraph
                }

                kept.Add(lines[i].Text);
                cut = false;
            }
            else
            {
                cut = true;
            }
        }

        // What programs write below, and the rule above what was cut.
        while (kept.Count > 0)
        {
            var line = MailLine.From(kept[^1]);
            if (!line.IsBlank && !Signatures.IsOfDevice(line) && line.Text is not ("--" or "—") && !(cut && Dividers.IsRule(line)))
            {
                break;
            }

            kept.RemoveAt(kept.Count - 1);
        }

        return ManyEmpty().Replace(string.Join('\n', kept), "\n\n").Trim('\n', ' ', '\t', '\r');
    }

    // For an agent: what went, unless it is marked as quoted, a program's, or ours.
    private static string LeftOut(MailLine[] lines, LineKind[] labels, KnownText known, bool isMarked)
    {
        var signature = labels.Count(l => l == LineKind.Signature);
        var left = new List<string>();
        for (var i = 0; i < lines.Length; i++)
        {
            var isLeft = labels[i] switch
            {
                LineKind.Cut => !lines[i].IsQuoted && !HeaderBlocks.IsLabelled(lines[i]) && !Dividers.IsRule(lines[i])
                    && !Dividers.At(lines, i) && !Signatures.IsOfDevice(lines[i])
                    && lines[i].Bare is not (QuotedText.CutMark or QuotedText.QuoteMark) && QuoteHeads.At(lines, i) == 0
                    && !(ReplyLines.Is(lines[i]) && ReplyLines.IsMarked(lines[i]))
                    && lines[i].Text is not ("--" or "—" or "__") && !TicketMark.IsIn(lines[i].Bare),
                LineKind.Quoted => !isMarked,
                LineKind.Signature => signature > 16 && !lines[i].IsQuoted,
                _ => false,
            };
            if (isLeft && !lines[i].IsBlank && !known.Has(lines[i], 4))
            {
                left.Add(lines[i].Text);
            }
        }

        return string.Join('\n', left);
    }

    [GeneratedRegex(@"\n{3,}")]
    private static partial Regex ManyEmpty();
}
