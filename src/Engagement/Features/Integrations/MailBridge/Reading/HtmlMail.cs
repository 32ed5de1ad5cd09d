using Engagement.Channels.Text;

namespace Engagement.Features.Integrations.MailBridge.Reading;

/// <summary>
/// Where mail programs mark in HTML what they quote. Each has its own way; Outlook puts <c>x_</c> and Gmail <c>m_…</c> before the names in
/// what is quoted once more.
/// </summary>
internal static class HtmlMail
{
    // After these all is quoted, whatever it looks like.
    private static readonly string[] CutIds =
    [
        "divrplyfwdmsg", "appendonsend", "olk_src_body_section", "mail-editor-reference-message-container",
        "ms-outlook-mobile-body-separator-line",
        "stopspelling", "replysplit", "originalmessage", "original-content", "editor_reply_content", "isreplycontent",
        "mailcontentorigin", "oriMsgHtmlSeperator",
    ];

    private static readonly string[] CutClasses =
    [
        "yahoo_quoted", "zmail_extra", "freshdesk_quote", "outlookmessageheader", "ms-outlook-mobile-reference-message",
        "ntes_netease_quoted", "ntes-mailmaster-quote",
        "foxdiv20", "qmbox_quote", "wrotemessage", "original-message", "hotmail_quote", "originalmessage", "replyheader",
    ];

    // Here a quote begins; within it people answer between the lines.
    private static readonly string[] QuoteClasses =
    [
        "gmail_quote", "gmail_quote_container", "gmail_extra", "protonmail_quote", "tutanota_quote", "moz-cite-prefix", "nylas-quote",
        "spark_quote", "hs_reply", "fairemail_quote",
        "sh-quoted-content", "front-blockquote", "mailcow_quote", "iosymail", "zm_quote", "quoted-text", "missive_quote",
        "airmail_quote", "roundcube_quote",
    ];

    // Their words are about the quote, or a program's own.
    private static readonly string[] LeftOutClasses =
    [
        "gmail_attr", "moz-cite-prefix", "moz-signature", "gmail_signature", "gmail_signature_prefix", "protonmail_signature_block",
        "applemailsignature", "spark_signature",
        "airmail_signature", "tutanota_signature", "fairemail_signature", "mailspring-signature", "hs_signature", "moz-txt-sig",
    ];

    private static readonly string[] LeftOutIds =
    [
        "signature", "reply-intro", "applemailsignature", "ms-outlook-mobile-signature", "ms-outlook-ios-signature", "mobile_signature",
        "composer_signature", "fairemail_signature",
        "edo-signature", "ydpsignature", "lineBreakAtBeginningOfSignature",
    ];

    /// <summary>What somebody wrote.</summary>
    public static Written Strip(string html, KnownText? known = null, string sender = "") =>
        QuotedText.Strip(Marked(html, HtmlShown.Seen), known, sender, isExact: true) with
        {
            Aside = string.Join('\n', Pages(html, HtmlShown.LeftOut).Select(Unquoted).Where(w => w.Length > 0)),
            Hidden = Hidden(html, known, sender),
        };

    /// <summary>All its words, with the quoted ones.</summary>
    /// <param name="html">Of the mail.</param>
    /// <param name="which">Those that are seen, or others.</param>
    public static string Words(string html, HtmlShown which = HtmlShown.Seen) => HtmlWords.Of(html, which: which);

    // A quote that is left open in one part of the mail goes no further than that part.
    private static string Marked(string html, HtmlShown which) => string.Join($"\n{QuotedText.PageMark}\n", Pages(html, which));

    private static IEnumerable<string> Pages(string html, HtmlShown which) =>
        HtmlWords.Pages(html).Select(page => HtmlWords.Of(page, IsLeftOut, MarkBefore, which)).Where(words => words.Length > 0);

    // What its style hides, but for quotes that are marked.
    private static string Hidden(string html, KnownText? known, string sender)
    {
        var hidden = Marked(html, HtmlShown.Hidden);
        if (!hidden.Replace(QuotedText.PageMark, "", StringComparison.Ordinal).Any(char.IsLetterOrDigit))
        {
            return "";
        }

        var written = QuotedText.Strip(hidden, known, sender, isExact: true);
        return string.Join('\n', $"{written.Text}\n{written.LeftOut}".Split('\n')
            .Where(l => l.Any(char.IsLetterOrDigit) && known?.Has(MailLine.From(l)) != true).Select(l => l.Trim()));
    }

    // Above the first quote.
    private static string Unquoted(string words) => string.Join('\n', words.Split('\n')
        .TakeWhile(l => l is not (QuotedText.CutMark or QuotedText.QuoteMark))
        .Where(l => !MailLine.From(l).IsQuoted && l.Any(char.IsLetterOrDigit)));

    private static bool IsLeftOut(string name, Func<string, string> attribute) =>
        Has(attribute("class"), LeftOutClasses) || Is(attribute("id"), LeftOutIds)
        || attribute("data-smartmail") is "gmail_signature" || attribute("name") is "messageSignatureSection"
            || (name == "meta" && attribute("itemprop").Length > 0);

    private static string? MarkBefore(string name, Func<string, string> attribute)
    {
        if (Is(attribute("id"), CutIds) || Has(attribute("class"), CutClasses) || attribute("name") is "quote" or "messageReplySection"
            || IsOutlookRule(name, attribute("style")))
        {
            return QuotedText.CutMark;
        }

        return (name == "blockquote" && (attribute("type") is "cite" or "CITE" || attribute("cite").Length > 0
            || attribute("style").Contains("border-left", StringComparison.OrdinalIgnoreCase)))
            || Has(attribute("class"), QuoteClasses) || Is(attribute("id"), ["reply-intro", "mailcontainerquote"])
            ? QuotedText.QuoteMark
            : null;
    }

    // Outlook's line above the headers of what is quoted, in its colours.
    private static bool IsOutlookRule(string name, string style)
    {
        if (name != "div" || style.Length == 0)
        {
            return false;
        }

        var plain = style.Replace(" ", "", StringComparison.Ordinal);
        return plain.Contains("border-top:solid#E1E1E1", StringComparison.OrdinalIgnoreCase)
            || plain.Contains("border-top:solid#B5C4DF", StringComparison.OrdinalIgnoreCase)
            || plain.Contains("border-top:1ptsolid#E1E1E1", StringComparison.OrdinalIgnoreCase)
                || plain.Contains("border-top:solid#e1e1e1", StringComparison.OrdinalIgnoreCase)
            || plain.Contains("border-top:1ptsolidrgb(225,225,225)", StringComparison.OrdinalIgnoreCase)
                || plain.Contains("border-top:1pxsolidrgb(225,225,225)", StringComparison.OrdinalIgnoreCase);
    }

    private static bool Is(string id, string[] ids) => id.Length > 0 && id.Length < 200 && Array.Exists(ids, i => Ends(id, i));

    private static bool Has(string classes, string[] names) =>
        classes.Length > 0 && classes.Length < 1000
            && classes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Any(c => Array.Exists(names, n => Ends(c, n)));

    // As it is, or behind what another program put before it.
    private static bool Ends(string word, string name) =>
        word.EndsWith(name, StringComparison.OrdinalIgnoreCase)
            && (word.Length == name.Length || word[word.Length - name.Length - 1] is '_' or '-'
            || char.IsDigit(word[word.Length - name.Length - 1]));
}
