using System.Text.RegularExpressions;

namespace Engagement.Features.Integrations.MailBridge.Reading;

/// <summary>
/// What a mail server writes above the words of mail from outside ("[EXTERNAL]", "CAUTION: This email originated from outside of the
/// organization. Do not click links …"). The sender did not write it.
/// </summary>
internal static partial class Banners
{
    private const int MostLines = 12;
    private const int MostLength = 600;

    // Between the marks that Proofpoint sets around its own.
    private const string MarkedStart = "ZjQcmQRYFpfptBannerStart";
    private const string MarkedEnd = "ZjQcmQRYFpfptBannerEnd";

    // Outlook's tip for a first mail leads there, in every language.
    private const string FirstContact = "LearnAboutSenderIdentification";

    // What such a warning begins with.
    private static readonly Phrases Labels = new(
        "caution", "warning", "attention", "notice", "external", "external email", "external e-mail", "external sender",
        "external message", "security notice", "be careful", "use caution", "exercise caution", "achtung", "vorsicht", "warnung",
        "hinweis", "externe e-mail", "externe nachricht", "externer absender", "extern", "avertissement", "prudence", "mise en garde",
        "expéditeur externe", "courriel externe", "externe", "precaución", "atención", "advertencia", "aviso", "cuidado",
        "correo externo", "remitente externo", "externo", "attenzione", "avviso", "mittente esterno", "esterno", "atenção",
        "e-mail externo", "let op", "waarschuwing", "varning", "observera", "advarsel", "obs", "varoitus", "huomio", "uwaga",
        "ostrzeżenie", "upozornění", "pozor", "figyelem", "atenție", "внимание", "увага", "προσοχή", "dikkat", "uyarı", "注意", "警告", "主意",
        "주의", "경고");

    // Who it is about, where no label stands before.
    private static readonly Phrases Starts = new(
        "this email", "this e-mail", "this message", "this mail", "the sender of this", "diese e-mail", "diese nachricht", "diese mail",
        "dieses e-mail", "ce message", "cet e-mail", "cet email", "ce courriel", "cet courriel", "ce mail", "este correo", "este mensaje",
        "este e-mail", "este email", "esta mensagem", "esta mensaje", "questa e-mail", "questa mail", "questo messaggio", "deze e-mail",
        "deze mail", "dit bericht", "detta mejl", "detta e-postmeddelande", "detta meddelande", "denne e-mail", "denne mail",
        "denne e-posten", "tämä viesti", "tämä sähköposti", "ta wiadomość", "tento e-mail", "táto správa", "это письмо", "данное письмо",
        "это сообщение", "bu e-posta", "このメール", "此邮件", "此郵件", "本邮件", "이 메일", "이 이메일");

    // That it comes from outside.
    private static readonly Phrases Outside = new(
        "outside", "external sender", "external email", "external e-mail", "external source", "external address", "an external",
        "is external", "[external]", "außerhalb", "externen", "externer", "externe", "extern", "l'extérieur", "de l'extérieur",
        "extérieure", "fuera de", "externo", "externa", "esterno", "esterna", "all'esterno", "fora da", "fora do", "de fora", "buiten",
        "utanför", "externt", "uden for", "udenfor", "ekstern", "eksternt", "utenfor", "ulkopuolelta", "ulkopuolinen", "spoza",
        "zewnętrznego", "zewnętrzna", "mimo organizaci", "externího", "mimo organizácie", "külső", "extern", "внешнего", "внешний",
        "за пределами", "извне", "зовнішнього", "εκτός", "dışından", "harici", "外部", "외부");

    // The same in two words: what else is "external" may be a disk.
    private static readonly Phrases Named = new(
        "external email", "external e-mail", "external sender", "external message", "external source", "outside … organization",
        "outside … organisation", "outside … company", "outside … network", "externe e-mail", "externe mail", "externer absender",
        "externen absender", "außerhalb … organisation", "außerhalb … unternehmens", "expéditeur externe", "courriel externe",
        "courrier externe", "extérieur … organisation", "correo externo",
        "remitente externo", "fuera de … organización", "mittente esterno",
        "e-mail externo", "email externo", "remetente externo", "externe afzender", "extern avsändare", "ekstern afsender",
        "ekstern avsender", "ulkopuolinen lähettäjä", "zewnętrzny nadawca",
        "внешний отправитель", "внешнее письмо", "harici gönderen", "外部メール", "外部邮件", "外部郵件", "외부 메일");

    // What not to do with it.
    private static readonly Phrases Advice = new(
        "do not click", "don't click", "do not open", "do not reply", "do not trust", "never click", "never open", "please do not click",
        "please don't click", "exercise caution", "use caution", "please use caution", "please exercise caution", "be cautious",
        "be careful", "be wary", "think before", "verify the sender", "please verify", "report suspicious", "unless you", "links or",
        "if you are unsure", "klicken sie", "bitte klicken sie", "öffnen sie", "bitte öffnen sie", "keine links", "ne cliquez",
        "n'ouvrez", "veuillez ne pas", "soyez prudent", "no haga clic", "no haga click", "no abra", "no pulse", "tenga cuidado",
        "não clique", "não abra", "tenha cuidado", "non fare clic", "non cliccare", "non aprire", "klik niet", "klik geen", "open geen",
        "klicka inte", "öppna inte", "klik ikke", "ikke klikk", "åpne ikke", "älä klikkaa", "älä avaa", "nie klikaj", "nie otwieraj",
        "neklikejte", "neotvírejte", "neotevírejte", "ne kattintson", "nu faceți clic", "не переходите", "не открывайте", "не нажимайте",
        "не відкривайте", "tıklamayın", "açmayın", "クリック", "リンク", "请勿", "請勿", "不要点击", "클릭하지");

    // Signs of what it is, alone on a line.
    private static readonly Phrases Alone = new(
        "this message is from an external sender", "this email is from an external sender",
        "this message came from outside your organization", "this message came from outside your organisation", "external sender",
        "external email", "external e-mail", "external message", "report suspicious", "externe e-mail", "externer absender",
        "expéditeur externe", "remitente externo", "mittente esterno");

    /// <summary>The text without such words at its beginning.</summary>
    /// <param name="text">With <c>\n</c> as line ends.</param>
    /// <param name="isExact">Each line is whole, as it is in HTML; in plain text programs break long ones.</param>
    public static WithoutBanner Without(string text, bool isExact)
    {
        text = WithoutMarked(text);
        var (at, removed, hasBanner, isOpen, isTagged, isSure) = (0, new List<string>(), false, false, false, true);
        for (var i = 0; i < MostLines && at < text.Length; i++)
        {
            var tag = Tag().Match(text, at, Math.Min(80, text.Length - at));
            (at, isTagged) = (at + tag.Length, isTagged || tag.Length > 0);
            var newline = text.IndexOf('\n', at);
            var next = newline < 0 ? text.Length : newline + 1;
            var line = text[at..Math.Min(next, at + MostLength)].Trim();
            if (line.Length == 0)
            {
                (at, hasBanner, isOpen, isTagged) = (next, false, false, false);
                continue;
            }

            if (!isOpen && !Is(line, Ahead(text, next), hasBanner))
            {
                break;
            }

            // What no server labelled may be somebody's answer: "This email was sent from outside our company. Please do not click."
            isSure &= hasBanner || isOpen || isTagged || IsLabelled(line);

            // A sentence that is broken goes on with the next line.
            isOpen = !isExact && line.Length is > 55 and < 100 && line[^1] is not ('.' or '!' or ']' or '*' or ':' or ')' or '>');
            removed.Add(text[at..next].Trim());
            (at, hasBanner) = (next, true);
        }

        return new(at == 0 ? text : text[at..], string.Join('\n', removed), isSure);
    }

    // Marks in the middle are quoted, or somebody writes of them.
    private static string WithoutMarked(string text)
    {
        var start = text.AsSpan(0, Math.Min(text.Length, 400)).IndexOf(MarkedStart, StringComparison.Ordinal);
        var end = start < 0 ? -1 : text.IndexOf(MarkedEnd, start, StringComparison.Ordinal);
        return end > 0 && Tag().Replace(text[..start].Trim(), "", 1).Length == 0 ? text[(end + MarkedEnd.Length)..] : text;
    }

    private static bool IsLabelled(string line) => line.Contains(FirstContact, StringComparison.Ordinal)
        || Labels.Starts(Phrases.Plain(Decoration().Replace(line, ""))) > 0;

    private static bool Is(string line, string ahead, bool isBelowOther)
    {
        if (line.Contains(FirstContact, StringComparison.Ordinal))
        {
            return true;
        }

        var plain = Phrases.Plain(Decoration().Replace(line, ""));
        var all = plain + " " + ahead;
        var near = all[..Math.Min(all.Length, plain.Length + 80)];
        var hasLabel = Labels.Starts(plain) > 0;
        return (Alone.Starts(plain) is > 0 and var length && length >= plain.TrimEnd('.', '!', ' ').Length)
            || (hasLabel && (Named.AreIn(near) || (Starts.AreIn(near) && Outside.AreIn(near))) && (Advice.AreIn(all) || Starts.AreIn(all)))
            || (Starts.Starts(plain) > 0 && Outside.AreIn(plain) && (isBelowOther || Advice.AreIn(all)))
            || (isBelowOther && Advice.Starts(plain) > 0);
    }

    // The next lines of the paragraph.
    private static string Ahead(string text, int at)
    {
        var all = text[at..Math.Min(text.Length, at + MostLength)];
        return Phrases.Plain(all.IndexOf("\n\n", StringComparison.Ordinal) is >= 0 and var end ? all[..end] : all);
    }

    // "[EXTERNAL]", "[Ext. Mail]", also before the first word.
    [GeneratedRegex(@"\G[ \t*_]*\[[ \t]*(?:external|extern[eoa]?|ext|esterno|ekstern|外部|외부|внешн\p{L}{0,4})\b"
        + @"[^\[\]\n]{0,40}\][ \t*_:-]*",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    [GeneratedRegex(@"^[^\p{L}\p{Nd}]{1,20}", RegexOptions.CultureInvariant)]
    private static partial Regex Decoration();
}

/// <summary>A text without what a server wrote above it.</summary>
/// <param name="Text">The rest.</param>
/// <param name="Removed">What was taken away, but for tags and what stands between marks.</param>
/// <param name="IsSure">Each paragraph of it begins with a tag or a label, as servers write them.</param>
internal readonly record struct WithoutBanner(string Text, string Removed, bool IsSure);
