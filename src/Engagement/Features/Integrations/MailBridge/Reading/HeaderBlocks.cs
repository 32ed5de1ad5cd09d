using System.Text.RegularExpressions;

namespace Engagement.Features.Integrations.MailBridge.Reading;

/// <summary>
/// The headers that Outlook and others copy above what they quote ("From: … Sent: … To: … Subject: …"), in the languages they are sold in,
/// and in others by their shape.
/// </summary>
internal static partial class HeaderBlocks
{
    private const int MostLines = 14;

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    private const string LabelStart = @"^[_\s""|]*(";
    private const string LabelEnd = @")[_\s]*[:：]";

    private const string FromWords =
        "from|von|de|da|van|från|fra|lähettäjä|od|nadawca|odesílatel|odosielateľ|от|від|від кого|от кого|отправитель|από|feladó|de la|"
        + "kimden|gönderen|מאת|من|از|发件人|寄件者|寄件人|差出人|送信元|送信者|보낸 사람|보낸사람|"
        + "จาก|từ|người gửi|dari|nga|saatja|kellelt|nuo|no|šalje|pošiljatelj|од|ó|oddi wrth|de part de|remitente|expéditeur|mittente|"
        + "remetente|afsender|avsändare|afzender|absender|från|frá|nork|द्वारा";

    private const string DateWords =
        "sent|date|sent on|gesendet|gesendet am|datum|envoyé|envoyé le|date d'envoi|enviado|enviado el|enviada|enviada em|fecha|data|"
        + "inviato|inviata|data di invio|verzonden|skickat|skickade|sendt|dato|lähetetty|päiväys|päivämäärä|wysłano|wysłane|"
        + "odesláno|odoslané|отправлено|дата|надіслано|изпратено|εστάλη|ημερομηνία|στάλθηκε|elküldve|küldve|dátum|trimis|"
        + "data trimiterii|gönderildi|gönderilme tarihi|tarih|נשלח|תאריך|تم الإرسال|التاريخ|تاريخ الإرسال|发送时间|发送日期|日期|"
        + "時間|傳送時間|寄件日期|送信日時|日時|보낸 날짜|날짜|보낸날짜|ส่ง|วันที่|đã gửi|ngày|gửi|dikirim|tanggal|poslano|послато|saadetud|kuupäev|išsiųsta|"
        + "nosūtīts|dërguar|sent at|received|dags|дата отправки|sendt dato|timestamp";

    private const string ToWords =
        "to|an|à|a|para|aan|till|til|vastaanottaja|do|komu|кому|до|προς|címzett|către|kime|alıcı|אל|עבור|إلى|الى|به|收件人|收信人|宛先|送信先|"
        + "받는 사람|받는사람|ถึง|tới|đến|người nhận|kepada|za|prima|saaja|kellele|kam|kas|cc|kopie|copie|copia|cópia|"
        + "cc:|kopia|kopi|dw|dw:|копия|копія|κοιν\\.|κοιν|másolatot kap|bilgi|עותק|نسخة|抄送|副本|參照|참조|สำเนา|đồng gửi|bcc|reply-to|"
        + "antwort an|répondre à|responder a|rispondi a|reply to|destinatario|destinataire|empfänger|mottagare|modtager|ontvanger|"
        + "kopija|til:";

    private const string SubjectWords =
        "subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|aihe|temat|předmět|predmet|тема|відповідь|относно|тема письма|"
        + "θέμα|tárgy|subiect|konu|נושא|הנדון|الموضوع|موضوع|主题|主旨|主題|件名|제목|หัวเรื่อง|เรื่อง|chủ đề|"
        + "tiêu đề|perihal|subjek|hal|naslov|наслов|teema|tema|subjekt|temats|efni|gaia|assumpte|importance|priority|wichtigkeit|"
        + "importancia|attachments|anlagen|pièces jointes|re";

    private enum Certainty
    {
        No,
        Possible,
        Certain,
    }

    /// <summary>Does such a block begin with this line?</summary>
    public static bool At(IReadOnlyList<MailLine> lines, int first) => Judge(lines, first) == Certainty.Certain;

    /// <summary>May one begin here? Somebody may write such lines too: of a form, a journey, a meeting.</summary>
    public static bool MayBe(IReadOnlyList<MailLine> lines, int first) => Judge(lines, first) == Certainty.Possible;

    /// <summary>Is it a line of such a block?</summary>
    public static bool IsLabelled(MailLine line) => KindOf(line) != HeaderLabel.None;

    // "From", "To" and "Subject" are everybody's words. A mail's head has somebody's address in it, or the moment the mail was sent, or
    // stands above what is marked as quoted.
    private static Certainty Judge(IReadOnlyList<MailLine> lines, int first)
    {
        var depth = lines[first].Depth;
        if (KindOf(lines[first]) == HeaderLabel.None)
        {
            return ByShape(lines, first);
        }

        var kinds = new HashSet<HeaderLabel>();
        var (blanks, others, hasAddress, hasName, hasMoment, hasDate) = (0, 0, false, false, false, false);
        var at = first;
        for (; at < lines.Count && at < first + MostLines && lines[at].Depth == depth; at++)
        {
            var bare = lines[at].Bare;
            if (lines[at].IsBlank)
            {
                if (++blanks > 1)
                {
                    break;
                }

                continue;
            }

            var kind = KindOf(lines[at]);
            if (kind == HeaderLabel.None)
            {
                // A long line of recipients goes on with the next; words after an empty line do not.
                if (blanks > 0 || ++others > 3)
                {
                    break;
                }
            }
            else
            {
                kinds.Add(kind);
                others = 0;
            }

            blanks = 0;
            hasAddress |= kind is not HeaderLabel.Subject && Address().IsMatch(bare);
            hasName |= kind is HeaderLabel.From && (InBrackets().IsMatch(bare) || Mailto().IsMatch(bare));
            hasMoment |= kind == HeaderLabel.Date && Time().IsMatch(bare) && Day().IsMatch(bare);
            hasDate |= kind == HeaderLabel.Date && (Time().IsMatch(bare) || Day().IsMatch(bare));
        }

        // What is marked as quoted right below it says as much as an address.
        hasAddress |= (hasDate || kinds.Count > 3) && at < lines.Count && lines[at].Depth > depth;
        var isFrom = kinds.Contains(HeaderLabel.From);
        var isCertain = kinds.Count switch
        {
            1 => isFrom && AtEnd().IsMatch(lines[first].Bare) && lines[first].Bare.Length < 150,
            2 => isFrom && (hasName || (hasMoment && hasAddress)),
            3 => hasName || (hasAddress && hasDate) || (hasMoment && isFrom && kinds.Contains(HeaderLabel.Subject)),
            _ => hasAddress || hasMoment,
        };
        var isPossible = kinds.Count switch
        {
            1 => isFrom && InMarks().IsMatch(lines[first].Bare) && lines[first].Bare.Length < 150,
            2 => isFrom && (hasAddress || hasMoment),
            3 => hasAddress || hasMoment,
            _ => hasDate,
        };
        return isCertain ? Certainty.Certain : isPossible ? Certainty.Possible : ByShape(lines, first);
    }

    // In a language that is not listed: lines of "word: …", the first with a name and its address, and a moment among them. Fewer are in
    // forms and appointments too.
    private static Certainty ByShape(IReadOnlyList<MailLine> lines, int first)
    {
        var depth = lines[first].Depth;
        var (count, addresses, moments) = (0, 0, 0);
        for (var i = first; i < lines.Count && count < 6 && lines[i].Depth == depth && AnyLabel().IsMatch(lines[i].Bare); i++)
        {
            var bare = lines[i].Bare;
            var hasAddress = Address().IsMatch(bare);
            count++;
            addresses += hasAddress ? 1 : 0;
            moments += !hasAddress && Time().IsMatch(bare) && Day().IsMatch(bare) ? 1 : 0;
        }

        return count < 3 || addresses == 0 || moments == 0 ? Certainty.No
            : InBrackets().IsMatch(lines[first].Bare) && (count > 3 || IsBelowRule(lines, first)) ? Certainty.Certain
            : Certainty.Possible;
    }

    private static bool IsBelowRule(IReadOnlyList<MailLine> lines, int first)
    {
        var at = first - 1;
        while (at >= 0 && lines[at].IsBlank && at > first - 3)
        {
            at--;
        }

        return at >= 0 && Dividers.IsRule(lines[at]);
    }

    // Each line is looked at from all that stand above it.
    private static HeaderLabel KindOf(MailLine line) => line.Label ??= Find(line.Bare);

    private static HeaderLabel Find(string line) =>
        line.Length is 0 or > 600 || line.AsSpan().IndexOfAny(':', '：') is < 0 or > 40 ? HeaderLabel.None
        : From().IsMatch(line) ? HeaderLabel.From
        : Date().IsMatch(line) ? HeaderLabel.Date
        : Subject().IsMatch(line) ? HeaderLabel.Subject
        : To().IsMatch(line) ? HeaderLabel.To
        : HeaderLabel.None;

    [GeneratedRegex(LabelStart + FromWords + LabelEnd, Options)]
    private static partial Regex From();

    [GeneratedRegex(LabelStart + DateWords + LabelEnd, Options)]
    private static partial Regex Date();

    [GeneratedRegex(LabelStart + ToWords + LabelEnd, Options)]
    private static partial Regex To();

    [GeneratedRegex(LabelStart + SubjectWords + LabelEnd, Options)]
    private static partial Regex Subject();

    [GeneratedRegex(@"^[\p{L}\p{M}][\p{L}\p{M}'’. -]{0,29}\s?[:：]\s?\S", Options)]
    private static partial Regex AnyLabel();

    [GeneratedRegex(@"[^\s<>@]{1,64}@[^\s<>@]+", Options)]
    private static partial Regex Address();

    [GeneratedRegex(@"[<\[(][^\s<>@]{1,64}@[^\s<>@]{1,255}[>\])]", Options)]
    private static partial Regex InBrackets();

    // "No: write to the billing desk (billing@example.com) instead." is a sentence.
    [GeneratedRegex(@"[<\[][^\s<>@]{1,64}@[^\s<>@]{1,255}[>\]][\s_""|]*$", Options)]
    private static partial Regex AtEnd();

    [GeneratedRegex(@"<[^\s<>@]{1,64}@[^\s<>@]{1,255}>|[(\[][^\s<>@]{1,64}@[^\s<>@]{1,255}[)\]][\s_""|]*$", Options)]
    private static partial Regex InMarks();

    [GeneratedRegex(@"mailto:|[^\s<>@]{1,64}@[^\s<>@]{1,255}\s?[>\])]\s*$", Options)]
    private static partial Regex Mailto();

    // "9:55", "9.55", and not the first half of "30.11.2026".
    [GeneratedRegex(@"(?<![\p{Nd}.])\p{Nd}{1,2}\s?[:.h时時点點시]\s?\p{Nd}{2}(?![\p{Nd}.])|"
        + @"\p{Nd}{1,2}\s?[时時点點시]|\p{Nd}\s?[ap]\.?\s?m\b", Options)]
    private static partial Regex Time();

    // A year, or a day of numbers.
    [GeneratedRegex(@"(?<!\p{Nd})(?:(?:19|20|25)[0-9]{2}|[\p{Nd}-[0-9]]{4})(?!\p{Nd})|"
        + @"\p{Nd}{1,4}[./-]\p{Nd}{1,2}[./-]\p{Nd}{2,4}", Options)]
    private static partial Regex Day();
}

/// <summary>Which of a mail's headers a line names.</summary>
internal enum HeaderLabel
{
    /// <summary>None.</summary>
    None,

    /// <summary>Who wrote.</summary>
    From,

    /// <summary>When it was sent.</summary>
    Date,

    /// <summary>To whom.</summary>
    To,

    /// <summary>About what, or another of lesser weight.</summary>
    Subject,
}
