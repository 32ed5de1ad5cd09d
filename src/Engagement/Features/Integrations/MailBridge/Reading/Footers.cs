using System.Text.RegularExpressions;

namespace Engagement.Features.Integrations.MailBridge.Reading;

/// <summary>
/// What servers write below every mail: that it is confidential, that no virus was found, which list it went over. Nobody wrote it for this
/// client; it is left out, and told to whoever reads the ticket.
/// </summary>
internal static partial class Footers
{
    // What a paragraph of it begins with, and no sentence of somebody's.
    private static readonly Phrases Certain = new(
        "important notice: this e-mail", "important notice: this email", "this e-mail and any … confidential",
        "this email and any … confidential", "this message and any … confidential", "this e-mail … confidential",
        "this email … confidential", "this message … confidential", "this transmission … confidential",
        "if you are not the intended recipient", "please consider the environment before printing",
        "consider the environment before printing", "virus-free. www", "this email has been checked for viruses by",
        "this e-mail has been checked for viruses by", "this email has been scanned … by", "this e-mail has been scanned … by",
        "you received this message because you are subscribed to", "you are receiving this because you are subscribed to",
        "to unsubscribe from this group and stop receiving", "diese e-mail … vertraulich", "diese nachricht … vertraulich",
        "bitte denken sie an die umwelt", "denken sie an die umwelt", "diese e-mail wurde von avast", "ce message … confidentiel",
        "ce courriel … confidentiel", "cet e-mail … confidentiel", "pensez à l'environnement", "este mensaje … confidencial",
        "este correo electrónico … confidencial", "esta mensagem … confidencial", "este e-mail … confidencial",
        "questo messaggio … riservat", "questa e-mail … riservat", "dit bericht … vertrouwelijk", "deze e-mail … vertrouwelijk",
        "detta meddelande … konfidentiell", "denne e-mail … fortrolig", "denne e-posten … konfidensiell", "ta wiadomość … poufn",
        "tento e-mail … důvěrn", "данное сообщение … конфиденциальн", "это письмо … конфиденциальн");

    // What one may begin with, and a sentence of somebody's too.
    private static readonly Phrases Possible = new(
        "confidentiality notice", "confidentiality note", "disclaimer", "legal notice", "this e-mail and any", "this email and any",
        "this message and any", "the information contained in this", "the information in this e-mail", "the information in this email",
        "the contents of this e-mail", "the contents of this email", "please consider the environment", "virus-free",
        "this email has been checked for viruses", "this e-mail has been checked for viruses", "this email has been scanned",
        "this e-mail has been scanned", "this message has been scanned", "you received this message because you are subscribed",
        "you are receiving this because you are subscribed", "to unsubscribe from this group", "to unsubscribe from this list",
        "diese e-mail und", "diese e-mail einschließlich", "der inhalt dieser e-mail", "vertraulichkeitshinweis",
        "diese e-mail wurde auf viren", "ce message et", "ce courriel et", "cet e-mail et", "avis de confidentialité", "este mensaje y",
        "este correo electrónico y", "aviso de confidencialidad", "aviso legal", "antes de imprimir",
        "le informazioni contenute in questo", "de informatie in dit", "de informatie verzonden", "このメールには", "本邮件");

    // What such paragraphs are about.
    private static readonly Phrases Legal = new(
        "confidential", "recipient", "addressee", "in error", "unauthori", "disclos", "privileged", "liab", "delete", "virus",
        "registered", "sender", "vertraulich", "empfänger", "adressat", "irrtüml", "unbefugt", "absender", "confidentiel", "destinataire",
        "par erreur", "confidencial", "destinatari", "por error", "por engano", "riservat", "per errore", "vertrouwelijk", "geadresseerde",
        "konfiden", "fortrolig", "poufn", "důvěrn", "конфиденциальн", "機密", "保密");

    /// <summary>Does all that is left begin with this line, or may it?</summary>
    public static Footer Find(IReadOnlyList<MailLine> lines, int at)
    {
        if (!At(lines, at))
        {
            return Footer.None;
        }

        var isSure = Dividers.IsRule(lines[at]) || Certain.Starts(Phrases.Plain(lines[at].Bare)) > 0 || IsLegal(lines, at, 2);
        return isSure && !IsFollowed(lines, at) ? Footer.Certain : Footer.Possible;
    }

    // By so many of its words.
    private static bool IsLegal(IReadOnlyList<MailLine> lines, int at, int least)
    {
        var words = new List<string>();
        for (var i = at; i < lines.Count && i < at + 8 && !lines[i].IsBlank; i++)
        {
            words.Add(lines[i].Bare);
        }

        return Legal.HowMany(Phrases.Plain(string.Join(' ', words))) >= least;
    }

    // By a paragraph, or a line after a short sentence, that nothing marks as quoted and that speaks of something else.
    private static bool IsFollowed(IReadOnlyList<MailLine> lines, int at)
    {
        if (Dividers.IsRule(lines[at]))
        {
            return false; // a list's, which goes to the end
        }

        for (var i = at + 1; i < lines.Count; i++)
        {
            if (lines[i].IsQuoted || lines[i].Bare is QuotedText.CutMark or QuotedText.QuoteMark || ReplyLines.Is(lines[i])
                || TicketMark.IsIn(lines[i].Bare) || HeaderBlocks.At(lines, i) || Dividers.At(lines, i) || QuoteHeads.At(lines, i) > 0)
            {
                return false;
            }

            var isNew = lines[i - 1].IsBlank || (lines[i - 1].Bare is { Length: < 50 } before && before.EndsWith('.'));
            if (isNew && !lines[i].IsBlank && !Dividers.IsRule(lines[i]) && !Signatures.IsOfDevice(lines[i])
                && Certain.Starts(Phrases.Plain(lines[i].Bare)) == 0 && !IsLegal(lines, i, 1))
            {
                return true;
            }
        }

        return false;
    }

    private static bool At(IReadOnlyList<MailLine> lines, int at)
    {
        var bare = lines[at].Bare;
        if (at == 0 || bare.Length < 8)
        {
            return false;
        }

        // Mailman: a rule of 47 signs, the list's name, its address.
        if (Dividers.IsRule(lines[at]))
        {
            return at + 2 < lines.Count && bare.Length > 20 && ListName().IsMatch(lines[at + 1].Bare)
                && lines[at + 2].Bare.Contains('@', StringComparison.Ordinal);
        }

        return (lines[at - 1].IsBlank || Dividers.IsRule(lines[at - 1]) || bare.Length > 120) 
            && Phrases.Plain(bare) is var plain && (Certain.Starts(plain) > 0 || Possible.Starts(plain) > 0);
    }

    [GeneratedRegex(@"\b(mailing list|mailingliste|liste de diffusion|lista de correo)$|^\S+ mailing list\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ListName();
}

/// <summary>Whether a line begins what a server wrote below a mail.</summary>
internal enum Footer
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>It may; a person decides.</summary>
    Possible,

    /// <summary>It does.</summary>
    Certain,
}
