using System.Text.RegularExpressions;

namespace Engagement.Features.Integrations.MailBridge.Reading;

/// <summary>Lines that mail programs put between an answer and what it answers. A rule that somebody drew is none.</summary>
internal static partial class Dividers
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;


    private const string Names =
        "original message|original appointment|original email|original|replied message|reply message|forwarded message|forwarded by|"
        + "ursprüngliche nachricht|ursprungliche nachricht|ursprüngliche mail|original-?nachricht|originalnachricht|"
        + "weitergeleitete nachricht|original-?mail|"
        + "message d[’']origine|message original|mail original|message initial|message transféré|message transmis|courriel original|"
        + "mensaje original|mensaje reenviado|messaggio originale|messaggio inoltrato|"
        + "mensagem original|mensagem encaminhada|missatge original|oorspronkelijk bericht|origineel bericht|doorgestuurd bericht|"
        + "oorspronkelijke bericht|ursprungligt meddelande|originalmeddelande|ursprungliga meddelande|vidarebefordrat meddelande|"
        + "oprindelig meddelelse|original meddelelse|original besked|oprindelig besked|videresendt meddelelse|opprinnelig melding|"
        + "original melding|videresendt melding|alkuperäinen viesti|välitetty viesti|"
        + "oryginalna wiadomość|wiadomość oryginalna|wiadomość przekazana|treść przekazanej wiadomości|původní zpráva|původní e-mail|"
        + "přeposlaná zpráva|pôvodná správa|eredeti üzenet|továbbított üzenet|"
        + "исходное сообщение|оригинальное сообщение|пересылаемое сообщение|пересланное сообщение|первоначальное сообщение|"
        + "вихідне повідомлення|оригінальне повідомлення|пересилане повідомлення|оригинално съобщение|изходно съобщение|"
        + "mesaj original|mesajul original|mesaj redirecționat|orijinal mesaj|özgün ileti|orijinal ileti|iletilmiş mesaj|αρχικό μήνυμα|"
        + "προωθημένο μήνυμα|הודעה מקורית|הודעה שהועברה|رسالة أصلية|الرسالة الأصلية|رسالة معاد توجيهها|پیام اصلی|"
        + "元のメッセージ|オリジナルメッセージ|転送メッセージ|original message|原始邮件|原始郵件|原始信件|原邮件|回复的原邮件|转发邮件|转发的邮件|原始訊息|轉寄郵件|원본 메시지|원본 메일|원본메일|전달된 메시지|"
        + "ข้อความต้นฉบับ|tin nhắn gốc|thư gốc|pesan asli|pesan terusan|"
        + "izvorna poruka|originalna poruka|izvorno sporočilo|algne kiri|algne sõnum|pradinis laiškas|sākotnējais ziņojums|"
        + "upprunaleg skilaboð|mesazhi origjinal|jatorrizko mezua|mensaxe orixinal";

    // Without dashes only what programs write as a sentence.
    // Written with letters and with nothing around them only in front of what they name.
    /// <summary>Does the quoted part begin with this line?</summary>
    public static bool At(IReadOnlyList<MailLine> lines, int at)
    {
        var bare = lines[at].Bare;
        if (bare.Length is 0 or > 200)
        {
            return false;
        }

        if (Sentence().IsMatch(bare))
        {
            return true;
        }

        if (Named().IsMatch(bare))
        {
            return !Plain().IsMatch(bare) || IsFollowed(lines, at + 1);
        }

        return (IsRule(lines[at]) || Dashed().IsMatch(bare)) && IsFollowed(lines, at + 1);
    }

    /// <summary>GroupWise's ">>> Desk 30.11.2026 09:55 >>>".</summary>
    public static bool IsBetweenMarks(MailLine line) => line.Depth == 3 && line.Text.Length is > 12 and < 200
        && line.Text.EndsWith(">>>", StringComparison.Ordinal);

    /// <summary>A row of dashes, underscores or stars.</summary>
    public static bool IsRule(MailLine line) => line.Text.Length > 0 && Rule().IsMatch(line.Text.Trim());

    // By the head of what is quoted, within what programs leave free.
    private static bool IsFollowed(IReadOnlyList<MailLine> lines, int from)
    {
        var seen = 0;
        for (var i = from; i < lines.Count && i < from + 5 && seen < 2; i++)
        {
            if (lines[i].IsBlank)
            {
                continue;
            }

            seen++;
            if (HeaderBlocks.At(lines, i) || QuoteHeads.At(lines, i) > 0)
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(@"^[-_=~#–—\s]{0,60}(" + Names + @")[-_=~#–—:\s]*$|^[-_=~–—\s]{2,60}(" + Names + @")\b.{0,120}$", Options)]
    private static partial Regex Named();

    [GeneratedRegex(@"^(begin forwarded message|anfang der weitergeleiteten nachricht|début du message réexpédié|"
        + @"début du message transféré|inicio del mensaje reenviado|inizio messaggio inoltrato|begin doorgestuurd bericht|"
        + @"início da mensagem reencaminhada|início da mensagem encaminhada|vidarebefordrat brev|start på videresendt besked|"
        + @"videresendt melding|välitetty viesti alkaa|początek przekazanej wiadomości|"
        + @"začátek přeposílané zprávy|начало переадресованного сообщения|başlangıç iletilen ileti|転送されたメッセージ|下面是被转发的邮件|以下是轉寄的郵件|"
        + @"전달된 메시지 시작)\s?[:：]?$", Options)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"^[-–—=_]{2,}\s*[\p{L}\p{M}][\p{L}\p{M}\s'’.-]{2,60}[-–—=_]{2,}$", Options)]
    private static partial Regex Dashed();

    [GeneratedRegex(@"^([-_=~*#•·–— ]{3,}|\* \* \*)$", Options)]
    private static partial Regex Rule();

    [GeneratedRegex(@"^\p{L}[\p{L}\p{M}'’ -]*[\p{L}\p{M}][:：]?$", Options)]
    private static partial Regex Plain();
}
