using Engagement.Channels.Text;

namespace Engagement.Features.Integrations.MailBridge.Reading;

/// <summary>The plain text and the HTML of one mail, held against each other.</summary>
internal sealed class MailForms
{
    // Programs that write only HTML put some such words into the plain part: "Your program cannot show this".
    private const int MostPlaceholder = 40;

    private const int Few = MailText.Few;

    private const string Differ = "Its text and its HTML say different things.";

    private const string Hides = "Its text says what its HTML hides.";

    private readonly Written _ofPlain;
    private readonly Written _ofHtml;
    private readonly WordBag _plain;
    private readonly WordBag _html;
    private readonly WordBag _all;

    // What was written, of the one and of the other.
    private readonly WordBag _p;
    private readonly WordBag _h;

    /// <param name="ofPlain">What of the plain text was written.</param>
    /// <param name="ofHtml">What of the HTML was written.</param>
    /// <param name="plain">The plain text.</param>
    /// <param name="html">The HTML.</param>
    public MailForms(Written ofPlain, Written ofHtml, string plain, string html)
    {
        (_ofPlain, _ofHtml) = (ofPlain, ofHtml);
        (_plain, _p, _h) = (WordBag.Of(plain), WordBag.Of(ofPlain.Text), WordBag.Of(ofHtml.Text));
        _html = WordBag.Of(HtmlMail.Words(html));
        _all = WordBag.Of(HtmlMail.Words(html, HtmlShown.SeenAndHidden));
    }

    /// <summary>Where only one of them has words of the writer's.</summary>
    public Written OfOne() =>
        _ofPlain.Text.Length == 0 ? Unless(_h.Count - _h.Beyond(_plain) > Few, _ofHtml)
            : _all.Count <= Few ? _ofPlain // a picture, and no words
            : _plain.Beyond(_all) * 2 > _plain.Count ? _ofHtml
            : Unless(true, _ofPlain);

    /// <summary>Of the same words those with the links that only HTML has, or that it says better than an address in brackets
    /// does.</summary>
    public Written OfSame()
    {
        var isHtml = WordBag.Links(_ofHtml.Text) > WordBag.Links(_ofPlain.Text)
            || _ofPlain.Text.Contains("<http", StringComparison.OrdinalIgnoreCase)
            || _ofPlain.Text.Contains("<mailto:", StringComparison.OrdinalIgnoreCase);
        return (isHtml ? _ofHtml : _ofPlain) with { Doubt = _ofPlain.Doubt is null || _ofHtml.Doubt is null ? null : _ofPlain.Doubt };
    }

    /// <summary>Of different words those that say more; where the one holds what the other cut off, a person decides.</summary>
    public Written OfDifferent()
    {
        var (onlyPlain, onlyHtml) = (_p.Beyond(_all), _h.Beyond(_plain));
        if (onlyPlain * 2 > _p.Count && onlyHtml * 2 > _h.Count)
        {
            return Unless(_p.Count > MostPlaceholder, _ofHtml);
        }

        // What the one cut off, and the other took for the writer's. A signature that is marked in one of them is one in both.
        var hAndMarked = _h.With(WordBag.Of(_ofHtml.Hidden));
        var (ofHtmlAside, ofPlainAside) = (WordBag.Of(_ofHtml.Aside), WordBag.Of(_ofPlain.Aside));
        var cutOfPlain = _p.Beyond(hAndMarked.With(ofHtmlAside)) - onlyPlain;
        var cutOfHtml = _h.Beyond(_p.With(ofPlainAside)) - onlyHtml;
        var isHtml = onlyPlain == 0 && onlyHtml == 0 ? IsHtmlExact()
            : onlyHtml > onlyPlain || (onlyHtml == onlyPlain && _ofPlain.Doubt is not null);
        var chosen = isHtml ? _ofHtml : _ofPlain;
        if (isHtml && _p.Beyond(hAndMarked) - onlyPlain - cutOfPlain > Few)
        {
            chosen = chosen.With(_ofHtml.Aside);
        }
        else if (!isHtml && _h.Beyond(_p) - onlyHtml - cutOfHtml > Few)
        {
            chosen = chosen.With(_ofPlain.Aside);
        }

        // What only the other says is told.
        chosen = (isHtml, onlyPlain, onlyHtml) switch
        {
            (true, > Few, _) => chosen.With(_all.LinesBeyond(_ofPlain.Text)),
            (false, _, > Few) => chosen.With(_plain.LinesBeyond(_ofHtml.Text)),
            _ => chosen,
        };
        return !isHtml && _p.Beyond(_html) > onlyPlain
            ? chosen with { Doubt = chosen.Doubt ?? Hides }
            : Unless(cutOfPlain > Few || cutOfHtml > Few, chosen);
    }

    // What the HTML hides, the plain text may show. Else one found the end of what was written where the other did not.
    private bool IsHtmlExact()
    {
        var (a, b) = (WordBag.Letters(_ofPlain.Text), WordBag.Letters(_ofHtml.Text));
        return (_p.Beyond(_html) > 0 && _p.Beyond(_h) == _p.Beyond(_html))
            || a.StartsWith(b, StringComparison.Ordinal) || _ofPlain.Doubt is not null;
    }

    private static Written Unless(bool isUnsure, Written written) =>
        isUnsure && written.Text.Length > 0 ? written with { Doubt = written.Doubt ?? Differ } : written;
}
