using System.Text.RegularExpressions;

namespace Engagement.Features.Bridge.Reading;

/// <summary>
/// What servers write below every mail: that it is confidential, that no virus was found, which list it went over. Nobody wrote it for this
/// client; it is left out, and told to whoever reads the ticket.
/// </summary>
internal static partial class Footers
{
    // What a paragraph of it begins with.
    private static readonly Phrases Starts = new(
        "confidentiality notice", "confidentiality note", "disclaimer", "legal notice", "important notice: this e-mail",
        "important notice: this email", "this e-mail and any", "this email and any", "this message and any", "this e-mail … confidential",
        "this email … confidential", "this message … confidential", "this transmission … confidential",
        "the information contained in this", "the information in this e-mail", "the information in this email",
        "the contents of this e-mail", "the contents of this email", "if you are not the intended recipient",
        "please consider the environment", "consider the environment before printing", "virus-free",
        "this email has been checked for viruses", "this e-mail has been checked for viruses", "this email has been scanned",
        "this e-mail has been scanned", "this message has been scanned", "you received this message because you are subscribed",
        "you are receiving this because you are subscribed", "to unsubscribe from this group", "to unsubscribe from this list",
        "diese e-mail enthält vertrauliche", "diese nachricht enthält vertrauliche", "diese e-mail kann vertrauliche",
        "diese e-mail ist vertraulich", "diese e-mail und … vertraulich", "diese e-mail einschließlich", "der inhalt dieser e-mail",
        "vertraulichkeitshinweis", "denken sie an die umwelt", "bitte denken sie an die umwelt", "diese e-mail wurde von avast",
        "diese e-mail wurde auf viren", "ce message et … confidentiel", "ce message est confidentiel", "ce courriel et", "cet e-mail et",
        "avis de confidentialité", "pensez à l'environnement", "este mensaje y … confidencial", "este mensaje … confidencial",
        "este correo electrónico y", "aviso de confidencialidad", "aviso legal", "antes de imprimir", "esta mensagem … confidencial",
        "este e-mail … confidencial", "le informazioni contenute in questo", "questo messaggio … riservat", "questa e-mail … riservat",
        "de informatie in dit", "dit bericht … vertrouwelijk", "deze e-mail … vertrouwelijk", "de informatie verzonden",
        "detta meddelande … konfidentiell", "denne e-mail … fortrolig", "denne e-posten … konfidensiell", "ta wiadomość … poufn",
        "tento e-mail … důvěrn", "данное сообщение … конфиденциальн", "это письмо … конфиденциальн", "このメールには", "本邮件");

    /// <summary>Does all that is left begin with this line?</summary>
    public static bool At(IReadOnlyList<MailLine> lines, int at)
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

        return (lines[at - 1].IsBlank || Dividers.IsRule(lines[at - 1]) || bare.Length > 120) && Starts.Starts(Phrases.Plain(bare)) > 0;
    }

    [GeneratedRegex(@"\b(mailing list|mailingliste|liste de diffusion|lista de correo)$|^\S+ mailing list\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ListName();
}
