using System.Text.RegularExpressions;

namespace Engagement.Features.Bridge.Reading;

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

    private enum Kind
    {
        None,
        From,
        Date,
        To,
        Subject,
    }

    /// <summary>Does such a block begin with this line?</summary>
    public static bool At(IReadOnlyList<MailLine> lines, int first)
    {
        var depth = lines[first].Depth;
        if (KindOf(lines[first].Bare) == Kind.None)
        {
            return IsShapedAt(lines, first);
        }

        var kinds = new HashSet<Kind>();
        var (blanks, others, hasAddress, hasDate) = (0, 0, false, false);
        for (var i = first; i < lines.Count && i < first + MostLines && lines[i].Depth == depth; i++)
        {
            if (lines[i].IsBlank)
            {
                if (++blanks > 1)
                {
                    break;
                }

                continue;
            }

            var kind = KindOf(lines[i].Bare);
            if (kind == Kind.None)
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
            hasAddress |= Address().IsMatch(lines[i].Bare);
            hasDate |= kind == Kind.Date && WhenSent().IsMatch(lines[i].Bare);
        }

        return (kinds.Count >= 3 && (hasAddress || hasDate || kinds.Contains(Kind.From)))
            || (kinds.Count == 2 && kinds.Contains(Kind.From) && (hasAddress || hasDate))
            || (kinds.Count == 1 && kinds.Contains(Kind.From) && InBrackets().IsMatch(lines[first].Bare) && lines[first].Bare.Length < 150)
            || IsShapedAt(lines, first);
    }

    /// <summary>Is it a line of such a block?</summary>
    public static bool IsLabelled(MailLine line) => KindOf(line.Bare) != Kind.None;

    // In a language that is not listed: three lines of "word: …" with an address and a time among them.
    private static bool IsShapedAt(IReadOnlyList<MailLine> lines, int first)
    {
        var depth = lines[first].Depth;
        var (count, addresses, times) = (0, 0, 0);
        for (var i = first; i < lines.Count && count < 6 && lines[i].Depth == depth && AnyLabel().IsMatch(lines[i].Bare); i++)
        {
            count++;
            addresses += Address().IsMatch(lines[i].Bare) ? 1 : 0;
            times += WhenSent().IsMatch(lines[i].Bare) && !Address().IsMatch(lines[i].Bare) ? 1 : 0;
        }

        return count >= 3 && addresses >= 1 && times >= 1;
    }

    private static Kind KindOf(string line) =>
        line.Length is 0 or > 600 || line.AsSpan().IndexOfAny(':', '：') is < 0 or > 40 ? Kind.None
        : From().IsMatch(line) ? Kind.From
        : Date().IsMatch(line) ? Kind.Date
        : Subject().IsMatch(line) ? Kind.Subject
        : To().IsMatch(line) ? Kind.To
        : Kind.None;

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

    [GeneratedRegex(@"\b(19|20)[0-9]{2}\b|[0-9]{1,2}[:.][0-9]{2}", Options)]
    private static partial Regex WhenSent();
}
