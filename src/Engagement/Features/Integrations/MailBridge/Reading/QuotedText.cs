namespace Engagement.Features.Integrations.MailBridge.Reading;

/// <summary>
/// What somebody wrote in an answer, without what they answered and without their signature. Words that may be quoted are never taken for
/// theirs: where nobody can tell, it says so.
/// </summary>
internal static class QuotedText
{
    /// <summary>The line our mails begin with; whatever follows it in an answer is ours.</summary>
    public const string Above = "== Please write your answer above this line ==";

    /// <summary>More lines than that are not read.</summary>
    public const int MostLines = 5_000;

    /// <summary>A line by which <see cref="HtmlMail"/> says that what follows is quoted, to the end.</summary>
    public const string CutMark = "\ufdd0cut";

    /// <summary>A line by which <see cref="HtmlMail"/> says that a quote begins; what is not marked after it is an answer between its
    /// lines.</summary>
    public const string QuoteMark = "\ufdd0quote";

    /// <summary>A line by which <see cref="HtmlMail"/> says that a part of the mail ends.</summary>
    public const string PageMark = "\ufdd0page";

    private const string NotSureOfHead = "It has lines like the head of a mail, and it is not certain whether what follows is quoted.";

    private const string NotSureOfBanner = "It begins like a warning about mail from outside, and it is not certain who wrote that.";

    private const string NotSureOfFooter = "It has lines like a server's notice below a mail, and it is not certain who wrote them.";

    // So many letters of ours in a line are no accident.
    private const int Telling = 20;

    /// <summary>Of plain text.</summary>
    /// <param name="text">As it came, decoded.</param>
    /// <param name="known">What the writer had from us.</param>
    /// <param name="sender">Their name.</param>
    /// <param name="isExact">Quotes are marked without fault, as they are in HTML; in plain text programs break long lines and leave the
    /// rest unmarked.</param>
    public static Written Strip(string text, KnownText? known = null, string sender = "", bool isExact = false)
    {
        if (PgpText.IsSealed(text))
        {
            return Written.Nothing;
        }

        var bare = Banners.Without(PgpText.Without(text.ReplaceLineEndings("\n")), isExact);
        var raw = bare.Text.Split('\n', MostLines + 1);
        (raw, var ends) = WithoutPageMarks(raw.Length > MostLines ? raw[..MostLines] : raw);
        var lines = Array.ConvertAll(raw, MailLine.From);
        var (labels, unsureAt, footer) = Label(lines, raw, ends, sender);
        var written = QuotedRuns.Judge(lines, labels, known ?? KnownText.Nothing, isExact);
        var doubt = !bare.IsSure ? NotSureOfBanner
            : footer == Footer.Possible ? NotSureOfFooter
            : unsureAt >= 0 && labels[unsureAt] == LineKind.Written ? NotSureOfHead
            : null;
        return written with
        {
            Doubt = written.Text.Length == 0 ? written.Doubt : written.Doubt ?? doubt,
            LeftOut = string.Join('\n', ((string[])[bare.Removed, written.LeftOut]).Where(l => l.Length > 0)),
        };
    }

    // The lines, and where parts of the mail end among them.
    private static (string[] Lines, List<int> Ends) WithoutPageMarks(string[] raw)
    {
        var ends = new List<int>();
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] == PageMark)
            {
                ends.Add(i - ends.Count);
            }
        }

        return (ends.Count == 0 ? raw : Array.FindAll(raw, l => l != PageMark), ends);
    }

    private static (LineKind[] Labels, int UnsureAt, Footer Footer) Label(MailLine[] lines, string[] raw, List<int> ends, string sender)
    {
        var labels = new LineKind[lines.Length];
        var (unsureAt, footer) = (-1, Footer.None);
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            if (Dividers.IsBetweenMarks(line))
            {
                Array.Fill(labels, LineKind.Cut, i, labels.Length - i);
                break;
            }

            if (line.IsQuoted)
            {
                labels[i] = LineKind.Quoted;
                continue;
            }

            if (line.Bare.Length == 0)
            {
                continue;
            }

            if (line.Bare == CutMark || ReplyLines.Is(line) || TicketMark.IsIn(line.Bare)
                || HeaderBlocks.At(lines, i) || Dividers.At(lines, i))
            {
                Array.Fill(labels, LineKind.Cut, i, labels.Length - i);
                break;
            }

            if (unsureAt < 0 && HeaderBlocks.MayBe(lines, i))
            {
                unsureAt = i;
            }

            // "Sent from my phone" stands at the end: words below it are those that were answered.
            if (Signatures.IsOfDevice(line) && (i == 0 || lines[i - 1].IsBlank))
            {
                Array.Fill(labels, LineKind.Cut, i, labels.Length - i);
                break;
            }

            if (Signatures.At(lines, raw[i], i, sender))
            {
                Array.Fill(labels, Signatures.IsMark(raw[i]) ? LineKind.Signature : LineKind.Cut, i, labels.Length - i);
                break;
            }

            footer = Footers.Find(lines, i);
            if (footer != Footer.None)
            {
                Array.Fill(labels, LineKind.Cut, i, labels.Length - i);
                break;
            }

            var head = line.Bare == QuoteMark ? 1 : QuoteHeads.At(lines, i);
            if (head == 0)
            {
                continue;
            }

            // A head above lines that are marked; above others, all that follows is quoted, of a mark to the end of its part.
            Array.Fill(labels, LineKind.Head, i, head);
            var end = line.Bare == QuoteMark && ends.FindIndex(e => e > i) is >= 0 and var part ? ends[part] : lines.Length;
            var next = Next(lines, i + head);
            if (next >= end || lines[next].IsQuoted || QuoteHeads.At(lines, next) > 0 || lines[next].Bare == QuoteMark)
            {
                i += head - 1;
                continue;
            }

            Array.Fill(labels, LineKind.Cut, i + head, end - i - head);
            i = end - 1;
        }

        return (labels, unsureAt, footer);
    }

    private static int Next(MailLine[] lines, int at)
    {
        while (at < lines.Length && lines[at].IsBlank && !lines[at].IsQuoted)
        {
            at++;
        }

        return at;
    }

    /// <summary>Is so much of it ours that it cannot be chance?</summary>
    public static bool IsTelling(MailLine line, KnownText known) => known.Has(line, Telling);
}

/// <summary>What a line is.</summary>
internal enum LineKind
{
    /// <summary>The writer's, as far as is known.</summary>
    Written,

    /// <summary>It begins with a mark of quoting.</summary>
    Quoted,

    /// <summary>What a program wrote above a quote.</summary>
    Head,

    /// <summary>After it everything is quoted.</summary>
    Cut,

    /// <summary>Of the signature.</summary>
    Signature,
}
