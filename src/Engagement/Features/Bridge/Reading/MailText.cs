using Engagement.Channels.Text;
using Engagement.Web.Text;

namespace Engagement.Features.Bridge.Reading;

/// <summary>What somebody wrote, of a mail that says it in plain text, in HTML, or in both.</summary>
internal static class MailText
{
    // Programs that write only HTML put some such words into the plain part: "Your program cannot show this".
    private const int MostPlaceholder = 40;

    // Signs that only one of the two has: the number of a list, a picture.
    private const int Few = 2;

    private const string Differ = "Its text and its HTML say different things.";

    /// <param name="plain">Empty: there is none.</param>
    /// <param name="html">Empty: there is none.</param>
    /// <param name="known">What the writer had from us.</param>
    /// <param name="sender">Their name.</param>
    public static Written Of(string plain, string html, KnownText known, string sender)
    {
        var written = Choose(plain, html, known, sender);
        return written with { Text = Unseen.Clean(written.Text).Trim('\n', ' ', '\u00a0') };
    }

    /// <summary>All its words with the quoted ones, for a person to judge: of its two texts the one that says more.</summary>
    public static string All(string plain, string html)
    {
        var ofHtml = html.Length == 0 ? "" : HtmlMail.Words(html);
        var (a, b) = (WordBag.Of(plain), WordBag.Of(ofHtml));
        return b.Beyond(a) > a.Beyond(b) ? ofHtml : plain.ReplaceLineEndings("\n").Trim();
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
            return ofHtml;
        }

        var ofPlain = QuotedText.Strip(plain, known, sender);
        var (words, all) = (HtmlMail.Words(html), WordBag.Of(HtmlMail.Words(html, HtmlShown.SeenAndHidden)));
        if (ofPlain.Text.Length == 0 || ofHtml.Text.Length == 0)
        {
            return ofPlain.Text.Length == 0 ? ofHtml
                : all.Count <= Few ? ofPlain // a picture, and no words
                : WordBag.Of(plain).Beyond(all) * 2 > WordBag.Of(plain).Count ? ofHtml
                : ofPlain with { Doubt = ofPlain.Doubt ?? Differ };
        }

        return ofPlain.Text == ofHtml.Text || WordBag.Letters(ofPlain.Text) == WordBag.Letters(ofHtml.Text)
            ? OfSame(ofPlain, ofHtml)
            : OfDifferent(WordBag.Of(plain), WordBag.Of(words), all, ofPlain, ofHtml);
    }

    // The same words: with the links that only HTML has, or that it says better than an address in brackets does.
    private static Written OfSame(Written ofPlain, Written ofHtml)
    {
        var isHtml = WordBag.Links(ofHtml.Text) > WordBag.Links(ofPlain.Text)
            || ofPlain.Text.Contains("<http", StringComparison.OrdinalIgnoreCase)
            || ofPlain.Text.Contains("<mailto:", StringComparison.OrdinalIgnoreCase);
        return (isHtml ? ofHtml : ofPlain) with { Doubt = ofPlain.Doubt is null || ofHtml.Doubt is null ? null : ofPlain.Doubt };
    }

    /// <param name="plain">All words of the plain text.</param>
    /// <param name="html">All words that the HTML shows.</param>
    /// <param name="all">Those too that it hides.</param>
    /// <param name="ofPlain">What of the plain text was written.</param>
    /// <param name="ofHtml">What of the HTML was written.</param>
    private static Written OfDifferent(WordBag plain, WordBag html, WordBag all, Written ofPlain, Written ofHtml)
    {
        var (p, h) = (WordBag.Of(ofPlain.Text), WordBag.Of(ofHtml.Text));
        var (onlyPlain, onlyHtml) = (p.Beyond(all), h.Beyond(plain));
        if (onlyPlain * 2 > p.Count && onlyHtml * 2 > h.Count)
        {
            return p.Count > MostPlaceholder ? ofHtml with { Doubt = ofHtml.Doubt ?? Differ } : ofHtml;
        }

        if (onlyPlain == 0 && onlyHtml == 0)
        {
            // What the HTML hides, the plain text may show. Else one found the end of what was written where the other did not.
            var (a, b) = (WordBag.Letters(ofPlain.Text), WordBag.Letters(ofHtml.Text));
            return p.Beyond(html) > 0 && p.Beyond(h) == p.Beyond(html) ? ofHtml
                : a.StartsWith(b, StringComparison.Ordinal) || ofPlain.Doubt is not null ? ofHtml
                : ofPlain;
        }

        // The one that says more. It may hold what the other cut off as quoted, too.
        return onlyHtml > onlyPlain || (onlyHtml == onlyPlain && ofPlain.Doubt is not null)
            ? Unless(h.Beyond(p) - onlyHtml > Few, ofHtml)
            : Unless(p.Beyond(h) - onlyPlain > Few, ofPlain);
    }

    private static Written Unless(bool isUnsure, Written written) =>
        isUnsure ? written with { Doubt = written.Doubt ?? Differ } : written;
}
