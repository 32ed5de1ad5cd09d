using System.Text.RegularExpressions;

namespace Engagement.Features.Integrations.MailBridge.Reading;

/// <summary>Signatures, and what programs add by themselves: "Sent from my iPhone".</summary>
internal static partial class Signatures
{
    private const int MostLines = 6;

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;


    private const string Devices =
        "iphon|ipad|ipod|android|samsung|galaxy|huawei|xiaomi|oneplus|blackberry|windows phone|nokia|htc|sony|xperia|pixel|lg|"
        + "motorola|handy|smartphone|mobile|mobil|mobiltelefon|mobilen|mobiel|móvil|movil|mobilní|mobilu|"
        + "telefon|telefonu|telefoon|phone|tablet|outlook|hotmail|mail|e-mail|email|yahoo|gmail|proton|protonmail|thunderbird|k-9|"
        + "fairemail|spark|gmx|web\\.de|mailbox|aol|zoho|airmail|windows|mac|macbook|xperia|device|gerät|dispositivo|telekom|orange|"
        + "o2|vodafone|t-mobile|verizon|at&t|workspace|mailspring|canary|superhuman|newton|айфон|телефон|мобильн|почты|почта|смартфон|"
        + "手机|手機|邮箱|郵箱|信箱|스마트폰|มือถือ|آيفون|هاتف|הנייד|אייפון";

    /// <summary>Does the signature begin with this line? The mark is two dashes and a space (RFC 3676, 4.3); many programs lose the
    /// space.</summary>
    /// <param name="lines">All of the mail.</param>
    /// <param name="raw">The line as it came, with its spaces.</param>
    /// <param name="at">Which.</param>
    /// <param name="sender">The name the mail comes from, by which a signature is known.</param>
    public static bool At(IReadOnlyList<MailLine> lines, string raw, int at, string sender)
    {
        if (IsMark(raw))
        {
            return true;
        }

        var isMark = raw.TrimEnd() is "--" or "—" or "__";
        if (!isMark && !(Dividers.IsRule(lines[at]) && at + 1 < lines.Count && IsNamed(lines[at + 1].Bare, sender)))
        {
            return false;
        }

        // Without the space: only where it is shaped like one. What somebody lists goes on after an empty line, or in sentences.
        var (count, likely) = (0, false);
        for (var i = at + 1; i < lines.Count; i++)
        {
            if (lines[i].IsQuoted || QuoteHeads.At(lines, i) > 0 || HeaderBlocks.At(lines, i) || Dividers.At(lines, i))
            {
                break;
            }

            if (lines[i].IsBlank)
            {
                if (count == 0)
                {
                    return false;
                }

                continue;
            }

            if (++count > MostLines || lines[i].Bare.Length > 80)
            {
                return false;
            }

            likely |= SignLike().IsMatch(lines[i].Bare) || IsNamed(lines[i].Bare, sender) || IsName(lines[i].Bare);
        }

        return count > 0 && (likely || (count == 1 && IsShort(lines, at + 1)));
    }

    /// <summary>Is it the mark itself, and not only shaped like one? What is cut off after another is told to whoever reads the
    /// ticket.</summary>
    public static bool IsMark(string raw) => raw is "-- " or "--\u00a0" or "— " or "–– ";

    /// <summary>A line that a program adds below what somebody wrote.</summary>
    public static bool IsOfDevice(MailLine line) =>
        !line.IsBlank && line.Bare.Length <= 160 && !line.Bare.EndsWith('?')
        && (Certain().IsMatch(line.Bare) || (Sent().IsMatch(line.Bare) && OfDevice().IsMatch(line.Bare)));

    private static bool IsNamed(string line, string sender) =>
        sender.Length > 1 && line.Length > 0 && (line.Contains(sender, StringComparison.OrdinalIgnoreCase)
            || line.StartsWith(sender.Split(' ', '@')[0], StringComparison.OrdinalIgnoreCase));

    // "rick"
    private static bool IsShort(IReadOnlyList<MailLine> lines, int at) =>
        lines[at].Bare.Length <= 24 && lines[at].Bare.Count(c => c == ' ') <= 1
            && lines[at].Bare.All(c => char.IsLetter(c) || c is ' ' or '.' or '-');

    // "Jo", "Kim Berg": one to three words in capitals and nothing else.
    private static bool IsName(string line) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: >= 1 and <= 3 } words
        && line.Length <= 40 && Array.TrueForAll(words, w => char.IsUpper(w[0])) && char.IsLetter(line[^1]);

    [GeneratedRegex(@"^(sent from|sent with|sent via|sent using|sent by|get outlook for|obtenir outlook pour|outlook für|"
        + @"holen sie sich outlook|obtener outlook|download outlook|von meinem|von meiner|gesendet von|gesendet mit|gesendet über|"
        + @"gesendet aus|"
        + @"diese nachricht wurde von meinem|envoyé de|envoyé depuis|envoyé à partir|envoyé par|envoyé avec|télécharger outlook|"
        + @"enviado desde|enviado do|enviado de|enviado a partir|enviado con|enviado por|enviat des|inviato da|inviato dal|inviato con|"
        + @"ottieni outlook|scarica outlook|verzonden vanaf|verzonden met|verzonden via|verstuurd vanaf|verstuurd met|outlook voor|"
        + @"skickat från|skickades från|skickat med|sendt fra|sendt via|sendt med|hent outlook|hämta outlook|lähetetty|wysłane z|"
        + @"wysłano z|"
        + @"pobierz program outlook|odesláno z|odoslané z|отправлено с|отправлено из|отправлено|надіслано з|изпратено от|trimis de pe|"
        + @"trimis din|küldve|elküldve|iphone-ról küldve|στάλθηκε από|εστάλη από|poslano s|poslano z|poslato|poslané z|saadetud|"
        + @"išsiųsta|"
        + @"nosūtīts|gönderildi|dikirim dari|được gửi từ|đã gửi từ|gửi từ|"
        + @"dihantar daripada|dihantar dari|enviat desde|trimis de la|poslato sa|ส่งจาก|"
        + @"发自我的|发自|從我的|從|从我的|寄自|來自|나의|내|נשלח מ|أرسلت من|أُرسلت من|مرسل من|مُرسل من|"
        + @"ارسال شده)\b.{0,100}$"
        + @"|.{1,40}(から送信|から送信されました|에서 보냄|에서 전송|ile gönderildi|"
        + @"'?[ıiuü]mdan gönderildi|'?den gönderildi|-?ról küldve|-ről küldve|发送|發送|傳送|से भेजा गया|থেকে পাঠানো|"
        + @"發出|发出)\.?$", Options)]
    private static partial Regex Sent();

    [GeneratedRegex("(" + Devices + ")", Options)]
    private static partial Regex OfDevice();

    [GeneratedRegex(@"^(sent from my|from my iphone|sent from mailbox|get outlook for|envoyé de mon|von meinem iphone gesendet)\b"
        + @"|^(holen sie sich|obtenir|télécharger|obtener|descargar|obter|baixar|ottieni|scarica|verkrijg|hent|få|hämta|skaffa|lataa|"
        + @"hanki|pobierz|získat|získejte|získajte|stáhnout|preuzmi|obțineți|"
        + @"скачать|скачайте|загрузить|получить|завантажити|отримати|获取|取得|下载)"
        + @"\b.{0,20}\boutlook\b.{0,30}\b(ios|android)$|^outlook (für|voor|for) (ios|android) (herunterladen|downloaden|を入手)",
        Options)]
    private static partial Regex Certain();

    [GeneratedRegex(@"[+(]?[0-9][0-9 ()/.-]{6,}|@|https?://|www\.|\b(gmbh|ltd|inc|llc|b\.v\.|s\.a\.|ag|team|support|desk|service|tel|"
        + @"phone|fax|mobile?)\b", Options)]
    private static partial Regex SignLike();
}
