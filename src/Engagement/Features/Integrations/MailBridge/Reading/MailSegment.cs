using System.Text.Encodings.Web;
using Engagement.Channels.Text;

namespace Engagement.Features.Integrations.MailBridge.Reading;

/// <summary>A piece of a mail's words, as plain text, as HTML or as both: of a mail with several, as Apple's program and lists make them,
/// each follows the one before.</summary>
internal sealed class MailSegment
{
    private readonly List<string> _plain = [];
    private readonly List<string> _html = [];

    public bool IsEmpty => _plain.Count == 0 && _html.Count == 0;

    private string Plain => string.Join("\n\n", _plain);

    private string Html => HtmlWords.Joined(_html);

    public void Add(string? text, bool isHtml)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            (isHtml ? _html : _plain).Add(text);
        }
    }

    /// <summary>All of them: once as plain text, once as HTML; each empty where no piece is of its kind.</summary>
    public static (string Plain, string Html) Join(IEnumerable<MailSegment> segments)
    {
        var all = new List<MailSegment>();
        foreach (var segment in segments.Where(s => !s.IsEmpty))
        {
            if (all.Count == 0 || !all[^1].IsOtherFormOf(segment))
            {
                all.Add(segment);
                continue;
            }

            var joined = new MailSegment();
            joined._plain.AddRange([.. all[^1]._plain, .. segment._plain]);
            joined._html.AddRange([.. all[^1]._html, .. segment._html]);
            all[^1] = joined;
        }

        var (hasPlain, hasHtml) = (all.Exists(s => s._plain.Count > 0), all.Exists(s => s._html.Count > 0));
        return (
            !hasPlain ? "" : string.Join("\n\n", all.Select(s => s._plain.Count > 0 ? s.Plain : HtmlMail.Words(s.Html))),
            !hasHtml ? "" : HtmlWords.Joined(all.SelectMany(s => s._html.Count > 0 ? s._html : [AsHtml(s.Plain)])));
    }

    // The same once more, by a program that does not say so.
    private bool IsOtherFormOf(MailSegment next)
    {
        var isPair = (_html.Count == 0 && next._plain.Count == 0) || (_plain.Count == 0 && next._html.Count == 0);
        if (!isPair)
        {
            return false;
        }

        var (plain, html) = (WordBag.Of(Plain + next.Plain), WordBag.Of(HtmlMail.Words(HtmlWords.Joined([.. _html, .. next._html]))));
        return Math.Min(plain.Beyond(html), html.Beyond(plain)) * 10 <= Math.Min(plain.Count, html.Count);
    }

    private static string AsHtml(string plain) => $"<div style=\"white-space:pre-wrap\">{HtmlEncoder.Default.Encode(plain)}</div>";
}
