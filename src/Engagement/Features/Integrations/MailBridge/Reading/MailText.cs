using Engagement.Channels.Text;
using Engagement.Web.Text;

namespace Engagement.Features.Integrations.MailBridge.Reading;

/// <summary>What somebody wrote, of a mail that says it in plain text, in HTML, or in both.</summary>
internal static class MailText
{
    /// <summary>Signs that only one of the two has: the number of a list, a picture.</summary>
    public const int Few = 2;

    private const string Below = "It says that answers stand below, among what was quoted.";

    /// <param name="plain">Empty: there is none.</param>
    /// <param name="html">Empty: there is none.</param>
    /// <param name="known">What the writer had from us.</param>
    /// <param name="sender">Their name.</param>
    public static Written Of(string plain, string html, KnownText known, string sender)
    {
        var written = Choose(plain, html, known, sender);
        return written with
        {
            Text = Unseen.Clean(written.Text).Trim('\n', ' ', '\u00a0'),
            Doubt = written.Doubt ?? (written.LeftOut.Length > 0 && AnswersBelow.AreSaid(written.Text) ? Below : null),
        };
    }

    /// <summary>All its words with the quoted ones, for a person to judge: of its two texts the one that says more, what only the other
    /// says, and what the HTML hides.</summary>
    public static string All(string plain, string html)
    {
        var ofPlain = plain.ReplaceLineEndings("\n").Trim();
        if (html.Length == 0)
        {
            return ofPlain;
        }

        var ofHtml = HtmlMail.Words(html);
        var (a, b) = (WordBag.Of(ofPlain), WordBag.Of(ofHtml));
        var isHtml = b.Beyond(a) > a.Beyond(b);
        var (all, bag) = isHtml ? (ofHtml, b) : (ofPlain, a);
        var other = isHtml ? a.Beyond(b) > Few ? b.LinesBeyond(ofPlain) : "" : b.Beyond(a) > Few ? a.LinesBeyond(ofHtml) : "";
        var hidden = bag.LinesBeyond(HtmlMail.Words(html, HtmlShown.Hidden));
        return all
            + (other.Length == 0 ? "" : $"\n\n{(isHtml ? "Only in its text" : "Only in its HTML")}:\n{other}")
            + (hidden.Length == 0 ? "" : $"\n\nHidden in its HTML:\n{hidden}");
    }

    private static Written Choose(string plain, string html, KnownText known, string sender)
    {
        if (string.IsNullOrWhiteSpace(html))
        {
            return QuotedText.Strip(plain, known, sender);
        }

        var ofHtml = HtmlMail.Strip(html, known, sender);
        if (string.IsNullOrWhiteSpace(plain))
        {
            return WithHidden(ofHtml, ofHtml.Hidden);
        }

        var ofPlain = QuotedText.Strip(plain, known, sender);
        var forms = new MailForms(ofPlain, ofHtml, plain, html);
        var written = ofPlain.Text.Length == 0 || ofHtml.Text.Length == 0 ? forms.OfOne()
            : ofPlain.Text == ofHtml.Text || WordBag.Letters(ofPlain.Text) == WordBag.Letters(ofHtml.Text) ? forms.OfSame()
            : forms.OfDifferent();
        return WithHidden(written, ofHtml.Hidden);
    }

    // For whoever reads the ticket: what is hidden goes to no client, and is not lost.
    private static Written WithHidden(Written written, string hidden) => hidden.Length == 0 ? written : written.With(hidden);
}
