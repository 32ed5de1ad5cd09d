using System.Text.RegularExpressions;

namespace Engagement.Features.Integrations.MailBridge.Reading;

/// <summary>The lines that programs write above what they quote: "On …, … wrote:", in any language, over one to five lines.</summary>
internal static partial class QuoteHeads
{
    private const int MostLines = 5;
    private const int MostLength = 500;

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    // An address in brackets, or at the very end: it says who, and is not part of a sentence.
    // "Wrote", in the languages that people write mails in. As whole words where the script has any.
    // How such a line begins: "On", a weekday, a date.
    /// <summary>Does a head end with this line?</summary>
    /// <param name="lines">All of the mail.</param>
    /// <param name="first">Where to look; the head begins here.</param>
    /// <returns>How many lines it has; 0: none begins here.</returns>
    public static int At(IReadOnlyList<MailLine> lines, int first)
    {
        if (lines[first].IsBlank)
        {
            return 0;
        }

        var joined = "";
        for (var (count, at) = (1, first); count <= MostLines && at < lines.Count; count++, at++)
        {
            // The address on a line of its own, below an empty one.
            at += count > 1 && at + 1 < lines.Count && lines[at].IsBlank && !lines[at].IsQuoted && lines[at + 1].Bare.StartsWith('<') ? 1
                : 0;
            var line = lines[at];
            var closes = IsClosing(line, lines[first], joined);
            if ((line.IsBlank && !closes) || (line.Depth != lines[first].Depth && !closes) || joined.Length + line.Bare.Length > MostLength)
            {
                return 0;
            }

            joined = count == 1 ? line.Bare : $"{joined} {(closes ? ">" : "")}{line.Bare}";
            var isQuotedNext = IsQuotedNext(lines, at + 1, lines[first].Depth);
            if (Ends(joined) ? IsHead(joined.Trim('-', ' '), isQuotedNext) : IsHeadWithoutEnd(joined, isQuotedNext))
            {
                // What was written in the lines above it is no part of the head: it begins as late as it can.
                return BeginsLater(lines, first, at, isQuotedNext) ? 0 : at - first + 1;
            }
        }

        return 0;
    }

    // "<" and the address above, ">:" or "> wrote:" here: no mark of quoting.
    private static bool IsClosing(MailLine line, MailLine first, string joined) =>
        line.Depth == 1 && !first.IsQuoted && line.Text.Length <= 24 && IsColon(line.Text[^1])
            && joined.LastIndexOf('<') > joined.LastIndexOf('>');

    // A colon, or dashes around all of it (Zoho).
    private static bool Ends(string text) => IsColon(text[^1])
        || (text.StartsWith("--", StringComparison.Ordinal) && text.EndsWith("--", StringComparison.Ordinal));

    // Also those of Ethiopic, Khmer and Armenian.
    private static bool IsColon(char c) => c is ':' or '：' or '፦' or '፡' or '៖' or '՝' or '։';

    /// <summary>Might it be one, above words that are known to be quoted?</summary>
    public static bool MayBe(MailLine line) =>
        line.Bare.Length is > 0 and < 200 && IsColon(line.Bare[^1])
        && (FullDate().IsMatch(line.Bare) || Time().IsMatch(line.Bare) || Address().IsMatch(line.Bare) || Verb().IsMatch(line.Bare));

    /// <summary>Is it a head by itself?</summary>
    /// <param name="text">One or several lines, joined.</param>
    /// <param name="isQuotedNext">Does a marked quote follow?</param>
    private static bool IsHead(string text, bool isQuotedNext)
    {
        var hasVerb = Verb().IsMatch(text);
        var hasAddress = Address().IsMatch(text);
        var hasDate = FullDate().IsMatch(text);
        var begins = Beginning().IsMatch(text);
        return (hasVerb && (hasAddress || hasDate || (begins && Time().IsMatch(text)) || isQuotedNext))
            || (hasDate && AddressEnd().IsMatch(text) && (begins || isQuotedNext || Time().IsMatch(text)))
            || (hasDate && hasAddress && Time().IsMatch(text) && InBrackets().IsMatch(text))
            || (isQuotedNext && (hasDate || InBrackets().IsMatch(text)) && Time().IsMatch(text))
            || (isQuotedNext && hasDate && InBrackets().IsMatch(text))
            || (isQuotedNext && hasAddress && (begins || AddressEnd().IsMatch(text)))
            || NameAndTime().IsMatch(text)
            || (Quoting().IsMatch(text) && (hasAddress || isQuotedNext));
    }

    // A date, a time and who, and no more.
    private static bool IsHeadWithoutEnd(string text, bool isQuotedNext) =>
        (Dated().IsMatch(text) && (DatedAddress().IsMatch(text) || Zone().IsMatch(text) || isQuotedNext))
        || (isQuotedNext && Verb().IsMatch(text) && Beginning().IsMatch(text) && (FullDate().IsMatch(text) || Time().IsMatch(text))
            && !SentenceEnd().IsMatch(text));

    private static bool BeginsLater(IReadOnlyList<MailLine> lines, int first, int last, bool isQuotedNext)
    {
        if (first == last)
        {
            return false;
        }

        var rest = string.Join(' ', Enumerable.Range(first + 1, last - first).Where(i => !lines[i].IsBlank).Select(i => lines[i].Bare));
        var says = Verb().IsMatch(rest) || Address().IsMatch(rest)
            || (!Verb().IsMatch(lines[first].Bare) && !Address().IsMatch(lines[first].Bare));
        return says && (Ends(rest) ? IsHead(rest, isQuotedNext) : IsHeadWithoutEnd(rest, isQuotedNext))
            && !IsBeginning(lines[first].Bare, rest);
    }

    // "On Monday, 30 November" above "2026 at 09:55 Desk wrote:".
    private static bool IsBeginning(string line, string rest) =>
        Beginning().IsMatch(line) && !SentenceEnd().IsMatch(line)
            && (line.Any(char.IsDigit) || line.Contains(',', StringComparison.Ordinal))
        && (!Beginning().IsMatch(rest) || !FullDate().IsMatch(rest));

    private static bool IsQuotedNext(IReadOnlyList<MailLine> lines, int at, int depth)
    {
        for (var blanks = 0; at < lines.Count && lines[at].IsBlank && lines[at].Depth <= depth && blanks < 2; blanks++)
        {
            at++;
        }

        return at < lines.Count && lines[at].Depth > depth;
    }

    [GeneratedRegex(@"[^\s<>@(),;:""]{1,64}@[^\s<>@(),;:""]+", Options)]
    private static partial Regex Address();

    [GeneratedRegex(
        @"([<(\[]\s?[^\s<>@]{1,64}@[^\s<>@]{1,255}\s?[>)\]]|[^\s<>@(),;:""]{1,64}@[^\s<>@(),;:""]+)[\s""'“”]*[:：፦៖՝]$", Options)]
    private static partial Regex AddressEnd();

    // A year, also in digits of other scripts, or a day of numbers.
    [GeneratedRegex(@"(?<!\p{Nd})((19|20|25)[0-9]{2}|[\p{Nd}-[0-9]]{4})(?!\p{Nd})|[0-9]{1,4}[年월月]|"
        + @"(?<!\p{Nd})\p{Nd}{1,2}[./-] ?\p{Nd}{1,2}[./-] ?\p{Nd}{2,4}(?!\p{Nd})", Options)]
    private static partial Regex FullDate();

    [GeneratedRegex(@"(?<!\p{Nd})\p{Nd}{1,2}([:.h]\p{Nd}{2}(?!\p{Nd})|\s[h]\s\p{Nd}{2}(?!\p{Nd})|"
        + @"\s?[ap]\.?\s?m\b)|[0-9]{1,2}[时時点點시]", Options)]
    private static partial Regex Time();

    [GeneratedRegex(@"\b(wrote|writes|said|schrieb|schrieben|geschrieben|a écrit|a ecrit|écrit|écrivait|escribió|escribio|escribe|"
        + @"ha escrito|va escriure|ha scritto|scrisse|scrive|"
        + @"escreveu|escreveram|schreef|schrijft|geschreven|het volgende geschreven|skrev|skrifaði|skrifar|kirjoitti|kirjoittaa|napisał|"
        + @"napisała|pisze|pisał|pisała|napisał\(a\)|napisal|napisala|napsal|napsala|"
        + @"napísal|napísala|píše|пишет|пишут|написал|написала|писал|писала|написав|написала|пише|писав|написа|írta|írt|ezt írta|"
        + @"a scris|yazdı|yazmış|έγραψε|napisao|je napisao|"
        + @"piše|rašė|parašė|kirjutas|rakstīja|idatzi|shkroi|scríobh|ysgrifennodd|menulis|tulis|sumulat|isinulat ni|đã viết|viết|"
        + @"ameandika|aliandika|het geskryf|geskryf|skryf|escribiu|escrigué|yazıb|yozdi|жазды|жазған|жазган|бичсэн|бичлээ|бичив|"
        + @"напісаў|напісала|піша|напиша|shkruan|wabhala|ubhale|geschriwwen|kiteb|skribis|nivîsî|ya rubuta|skrev følgende|"
        + @"tarafından yazıldı|يقول)\b"
        + @"|napisał\(a\)|написал\(а\)|писал\(а\)|написав\(ла\)|кирјутас|כתב|كتب|كتبت|نوشت|เขียน|写道|寫道|写到|書きました|書いた|のメール|のメッセージ|작성|썼습니다|"
        + @"लिखा|लिहिले|लिहिलं|लेख्|लेखे|লিখেছে|লিখলেন|লিখেছেন|எழுதி|వ్రాశారు|రాశారు|రాసారు|వ్రాసారు|എഴുതി|ಬರೆದ|"
        + @"લખ્યું|ਲਿਖਿਆ|ලිව්|ලියා|ලියන|ຂຽນ|សរសេរ|ရေး|དཔེ|"
        + @"დაწერა|წერს|գրել|գրեց|գրում|ጻፈ|ጽፏል|ጽፈዋል|ጻፉ|لکھا|تحریر|لیکل", Options)]
    private static partial Regex Verb();

    [GeneratedRegex(@"^(quoting|zitat von|zitiere|citando|citat från|citat fra|citazione|mensaje citado por|citation de|citat|цитирую|"
        + @"cytat|cytowanie)\b", Options)]
    private static partial Regex Quoting();

    [GeneratedRegex(@"^[>*\-– ""“]*(on|am|le|el|il|il giorno|op|den|em|no dia|dnia|w dniu|dne|dňa|в|на|у|пн|вт|ср|чт|пт|сб|вс|στις|la|"
        + @"pe data de|pe|tarihinde|vào|pada|på|a|ma|ti|ke|to|pe|la|su|dana|"
        + @"mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|jeu|ven|sam|dim|mo|di|mi|do|fr|sa|so|在|于|於|ב|בתאריך|في|در|"
        + @"[0-9\u0660-\u0669\u06f0-\u06f9])[\s,.0-9:\u0660-\u0669年]", Options)]
    private static partial Regex Beginning();

    [GeneratedRegex(@"[.!?…。！？]$", Options)]
    private static partial Regex SentenceEnd();

    // "Desk, 30.11.2026 09:55:" and no more.
    [GeneratedRegex(@"^[\p{L}\p{M}.' -]{2,40}[,@] ?[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{2,4},? [0-9]{1,2}:[0-9]{2}(:[0-9]{2})?:$", Options)]
    private static partial Regex NameAndTime();

    [GeneratedRegex(@"<[^\s<>@]{1,64}@[^\s<>@]{1,255}>", Options)]
    private static partial Regex InBrackets();

    [GeneratedRegex(@"^[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}.{1,150}$", Options)]
    private static partial Regex Dated();

    [GeneratedRegex(@"<[^\s<>@]{1,64}@[^\s<>@]{1,255}>$", Options)]
    private static partial Regex DatedAddress();

    [GeneratedRegex(@"^[0-9/.-]{8,10},? [0-9]{1,2}:[0-9]{2}(:[0-9]{2})? (gmt|utc|[+-][0-9]{4})", Options)]
    private static partial Regex Zone();
}
