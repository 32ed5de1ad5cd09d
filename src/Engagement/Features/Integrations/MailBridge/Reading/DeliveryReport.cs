using System.Text.RegularExpressions;
using MimeKit;

namespace Engagement.Features.Integrations.MailBridge.Reading;

/// <summary>
/// A mail server's word that a mail did not arrive, or not yet: as RFC 3464 has it, or in the free words of qmail, Exim and others.
/// </summary>
/// <param name="Recipient">Whom it was for; empty: it does not say.</param>
/// <param name="IsFinal">It will not arrive. Otherwise it is late, or it arrived.</param>
/// <param name="Why">In the server's words.</param>
/// <param name="Ids">Ids of mails that it may be about, the likeliest first.</param>
/// <param name="Subjects">Their subjects.</param>
internal sealed partial record DeliveryReport(string Recipient, bool IsFinal, string Why, IReadOnlyList<string> Ids,
    IReadOnlyList<string> Subjects)
{
    private const int MostIds = 20;

    /// <returns>Null: it is none.</returns>
    public static DeliveryReport? From(IncomingMail mail, MailContent content)
    {
        var parts = new List<MailPart>();
        Collect(mail.Body, parts);
        var status = parts.Find(p => p.Type.IsMimeType("message", "delivery-status")
            || p.Type.IsMimeType("message", "global-delivery-status"));
        var isReport = status is not null || (mail.Body.Type.IsMimeType("multipart", "report")
            && string.Equals(mail.Body.Type.Parameters["report-type"], "delivery-status", StringComparison.OrdinalIgnoreCase));
        var failed = mail.Headers["X-Failed-Recipients"];
        if (!isReport && failed is null && !AutomaticMail.IsOfMailer(mail))
        {
            return null;
        }

        var words = content.Plain.Length > 0 ? content.Plain : HtmlMail.Words(content.Html);
        words = words.Length > 50_000 ? words[..50_000] : words;
        if (!isReport && failed is null && !Failed().IsMatch(words) && !Subject().IsMatch(mail.Subject))
        {
            return null;
        }

        var fields = status is null ? [] : Fields(status.Text());
        var action = fields.GetValueOrDefault("action", "").Trim().ToUpperInvariant();
        var code = fields.GetValueOrDefault("status", "").Trim();
        var recipient = AddressIn(fields.GetValueOrDefault("original-recipient")) ?? AddressIn(fields.GetValueOrDefault("final-recipient"))
            ?? AddressIn(failed) ?? AddressIn(words) ?? "";
        var why = fields.GetValueOrDefault("diagnostic-code") is { Length: > 0 } diagnostic ? Diagnostic().Replace(diagnostic, "").Trim()
            : Reason(words, recipient);
        var isFinal = action.Length > 0 ? action == "FAILED" : code.Length > 0 ? code.StartsWith('5')
            : !Late().IsMatch($"{mail.Subject}\n{words}");

        // What came back with it: its headers, or all of it, or as words below the server's own.
        var returned = parts.Where(p => p.Nested is not null).Select(p => p.Nested!).ToList();
        var asText = string.Join('\n', parts.Where(p => p.Type.IsMimeType("text", "rfc822-headers")).Select(p => p.Text()).Append(words));
        var ids = returned.Select(h => Bare(h[HeaderId.MessageId])).OfType<string>()
            .Concat(IdLine().Matches(asText).Select(m => m.Groups[1].Value))
            .Concat(returned.SelectMany(IncomingMail.IdsIn)).Concat(mail.Answers)
                .Concat(AnyId().Matches(asText).Take(50).Select(m => m.Groups[1].Value))
            .Distinct(StringComparer.Ordinal).Take(MostIds);
        var subjects = returned.Select(h => h[HeaderId.Subject]).OfType<string>()
            .Concat(SubjectLine().Matches(asText).Take(5).Select(m => m.Groups[1].Value)).Append(mail.Subject);
        return new(recipient, isFinal, Data.Fit.Shorten(OneLine(why.Length > 0 ? why : code), 500), [.. ids], [.. subjects.Take(10)]);
    }

    private static void Collect(MailPart part, List<MailPart> all)
    {
        all.Add(part);
        foreach (var inner in part.Parts)
        {
            Collect(inner, all);
        }
    }

    // Of the mail and of its first recipient that failed: groups of "Name: value" lines, long ones folded.
    private static Dictionary<string, string> Fields(string text)
    {
        var all = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var name = "";
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n').Take(300))
        {
            if (line.Length > 0 && line[0] is ' ' or '\t' && name.Length > 0 && all[name].Length < 2000)
            {
                all[name] += " " + line.Trim();
            }
            else if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and < 60 and var colon)
            {
                name = line[..colon].Trim();
                name = all.TryAdd(name, line[(colon + 1)..].Trim()) ? name : "";
            }
            else
            {
                name = "";
            }
        }

        return all;
    }

    // "rfc822; jo@example.com"
    private static string? AddressIn(string? value) => value is not null
        && Address().Match(value) is { Success: true } address ? address.Value : null;

    // The line that has a status of SMTP in it, or that follows the recipient.
    private static string Reason(string words, string recipient)
    {
        var lines = words.ReplaceLineEndings("\n").Split('\n', 400);
        var at = Array.FindIndex(lines, l => Status().IsMatch(l));
        at = at >= 0 ? at : recipient.Length > 0
            ? Array.FindIndex(lines, l => l.Contains(recipient, StringComparison.OrdinalIgnoreCase)) + 1 : -1;
        return at >= 0 && at < lines.Length ? lines[at].Trim() : "";
    }

    private static string? Bare(string? id) => id is not null
        && AnyId().Match(id) is { Success: true } match ? match.Groups[1].Value : null;

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex(@"undeliver|not delivered|delivery status notification|mail delivery (failed|failure|subsystem|system)|"
        + @"failure notice|returned mail|returned to sender|delivery (failure|has failed|incomplete|problem|delayed)|mail system error|"
        + @"could not be delivered|"
        + @"unzustellbar|nicht zugestellt|zustellung fehlgeschlagen|non remis|échec de (la )?remise|no se (puede|ha podido) entregar|"
        + @"no entregado|mancata consegna|impossibile recapitare|niet (te bezorgen|bezorgd)|olevererbar|kan ikke leveres|nie dostarczon|"
        + @"nedoručiteln|не доставлено|配信不能|退信|系统退信",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Subject();

    [GeneratedRegex(@"could ?n[o']t be delivered|could not deliver|was not delivered|undeliver|permanent (fatal )?error|"
        + @"delivery (to the following|failed|has failed)|user unknown|no such user|mailbox (unavailable|not found|full|is full)|"
        + @"does not exist|address rejected|returned to (you|sender)|this is a permanent error|\b5\d\d[ -]\d\.\d\.\d|\b55\d\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Failed();

    [GeneratedRegex(@"delay|delivered yet|will (keep|continue) (trying|to try)|still (being )?(trying|retried)|not yet been delivered|"
        + @"wird weiter versucht|verzöger|warning: message", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Late();

    [GeneratedRegex(@"\b[45]\d\d[ -]|\b[45]\.\d{1,3}\.\d{1,3}\b")]
    private static partial Regex Status();

    [GeneratedRegex(@"^\s*[\w-]{1,20}\s*;\s*")]
    private static partial Regex Diagnostic();

    [GeneratedRegex(@"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{1,190}\w")]
    private static partial Regex Address();

    [GeneratedRegex(@"^[ \t]*(?:>[ \t]*)?message-id:[ \t]*<?([^<>\s]{3,500})>?",
        RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex IdLine();

    [GeneratedRegex(@"<([^<>\s@]{3,200}@[^<>\s@]{1,200})>")]
    private static partial Regex AnyId();

    [GeneratedRegex(@"^[ \t]*(?:>[ \t]*)?subject:[ \t]*(.{1,500})$",
        RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex SubjectLine();
}
