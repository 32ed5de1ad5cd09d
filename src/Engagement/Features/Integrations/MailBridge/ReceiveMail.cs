using Engagement.Data;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Integrations.Mail;
using Engagement.Features.Integrations.MailBridge.Reading;
using Engagement.Web.Text;

namespace Engagement.Features.Integrations.MailBridge;

/// <summary>What became of a mail.</summary>
/// <param name="Outcome">Replied, Noted, Bounced or Ignored.</param>
/// <param name="Reason">Why, for whoever looks under Settings.</param>
/// <param name="TicketId">The one it is about, where that is known.</param>
internal sealed record ReceivedMail(string Outcome, string Reason, Guid? TicketId)
{
    /// <summary>What the ticket says of it; null: the answer or note stands there, and nothing of it is missing.</summary>
    public TicketLine? Line { get; init; }

    public static ReceivedMail Ignored(string why, Guid? ticketId = null) => new("Ignored", why, ticketId);
}

/// <summary>A line in a ticket's conversation about a mail.</summary>
/// <param name="Short">In words that may stay for ever.</param>
/// <param name="Long">The same with names of files and the like.</param>
/// <param name="Words">Words of the mail that went nowhere else.</param>
internal sealed record TicketLine(string Short, string Long, string? Words = null);

/// <summary>
/// Takes one mail from the desk beyond the bridge: only from senders that are known, only about a ticket we wrote to them of, each once. It
/// becomes a reply by the use case every reply goes through, or a note; what cannot be a reply (too long, the ticket is closed, nobody
/// knows what
/// of it is quoted) becomes a note that says why. What is not taken at all, and what is left out, is said on the ticket.
/// </summary>
internal sealed class ReceiveMail(Db db, MailPasswords passwords, ReplyToTicket reply, AddNote note, ReceiveBounce bounce,
    RecordMail record)
{
    private const int MostWords = 20_000;

    private static readonly Sql TicketOf = Sql.Portable(
        "select coalesce(MergedIntoId, Id) as Id, Subject from Tickets where Number = @Number");

    // Only what clients said goes over the bridge; what that desk answered before it may answer again.
    private static readonly Sql SentWords = Sql.Portable(
        """
        select m.Body from Messages m
        where m.TicketId in (select s.Id from Tickets s where s.Id = @Id union all select s.Id from Tickets s where s.MergedIntoId = @Id)
            and m.Kind = 'inbound'
        order by m.Seq desc {page}
        """);

    /// <param name="bridge">As it is set up.</param>
    /// <param name="mail">As it came.</param>
    /// <param name="via">imap or hook.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<ReceivedMail> RunAsync(BridgeSettings bridge, IncomingMail mail, string via, CancellationToken ct)
    {
        if (await record.FindAsync(mail.Hash, ct) is { } before)
        {
            return before;
        }

        // Written down after the work: a process that ends between the two does it again, which makes the same reply or note, whose key
        // is the
        // mail's id.
        var taken = await DecideAsync(bridge, mail, ct);
        return await record.RunAsync(mail, taken, via, ct);
    }

    private async Task<ReceivedMail> DecideAsync(BridgeSettings bridge, IncomingMail mail, CancellationToken ct)
    {
        var content = MailContent.From(mail);
        var secret = passwords.Unprotect(bridge.MarkSecretCipher);
        if (DeliveryReport.From(mail, content) is { } report && await bounce.RunAsync(bridge, report, secret, ct) is { } bounced)
        {
            return bounced;
        }

        var ticket = TicketMark.Find(secret, mail.Answers, mail.Subject) is { } number
            ? await db.OneAsync<TicketRef>(TicketOf, new { Number = number }, ct) : null;
        if (mail.From is not { } from || mail.Senders != 1 || !bridge.Knows(from.Address))
        {
            return NotTaken(mail, content, ticket, "its sender is not among those whose answers are taken");
        }

        if (AutomaticMail.Why(mail, ticket?.Subject ?? "") is { } automatic)
        {
            return NotTaken(mail, content, ticket, automatic);
        }

        if (ticket is null)
        {
            return ReceivedMail.Ignored("It answers no mail of ours: neither its ids nor its subject name a ticket.");
        }

        var known = new KnownText([.. BridgeMail.Ours, .. await db.QueryAsync<string>(SentWords, new { ticket.Id, Take = 100 }, ct)]);
        var written = MailText.Of(content.Plain, content.Html, known, mail.SenderName);
        written = written with { Doubt = written.Doubt ?? AutomaticMail.Doubt(mail, ticket.Subject, written.Text) };
        return written.Text.Length == 0 && written.LeftOut.Length == 0 && content.Attachments.Count + content.Notes.Count > 0
            ? NotTaken(mail, content, ticket, "it holds no words", withWords: false)
            : written.Text.Length == 0
                ? NotTaken(mail, content, ticket, "above the quoted text it says nothing")
                : await WriteAsync(bridge, mail, content, written, ticket.Id, ct);
    }

    private async Task<ReceivedMail> WriteAsync(BridgeSettings bridge, IncomingMail mail, MailContent content, Written written,
        Guid ticketId, CancellationToken ct)
    {
        var by = Sentence.Of($"{mail.SenderName} by mail");
        var key = $"mail:{mail.Hash}";
        var text = written.Text;
        if (bridge.Answers == AnswersBecome.Replies && written.Doubt is null)
        {
            var answer = await reply.RunAsync(new(ticketId, text, by, null, key), ct);
            if (answer is Result<ReplyToTicket.Sent>.Done)
            {
                return new("Replied", "It went to the client.", ticketId) { Line = LeftOut(mail, content, written) };
            }

            text = $"Not sent to the client: {Why(answer)}\n\n{text}";
        }
        else if (written.Doubt is { } doubt)
        {
            // All of it, so that a person can tell.
            var notSent = bridge.Answers == AnswersBecome.Replies ? "Not sent to the client: " : "";
            text = $"{notSent}{doubt} The mail:\n\n{MailText.All(content.Plain, content.Html)}";
            written = written with { LeftOut = "" };
        }

        return await note.RunAsync(new(ticketId, Fit.Shorten(text, MostWords), by, null) { IdempotencyKey = key }, ct) is Result<Guid>.Done
            ? new("Noted", bridge.Answers == AnswersBecome.Replies
                ? "It could not be a reply; the note says why."
                : "It is a note on the ticket.", ticketId)
            {
                Line = LeftOut(mail, content, written),
            }
            : NotTaken(mail, content, new() { Id = ticketId }, "the ticket takes no notes");
    }

    // What stands nowhere: files, and words that may have been meant.
    private static TicketLine? LeftOut(IncomingMail mail, MailContent content, Written written)
    {
        var lines = written.LeftOut.Length == 0 ? 0 : written.LeftOut.Count(c => c == '\n') + 1;
        if (content.Attachments.Count == 0 && content.Notes.Count == 0 && lines == 0)
        {
            return null;
        }

        string[] cut = lines == 0 ? [] : [$"{lines:N0} {(lines == 1 ? "line" : "lines")} that may be quoted, hidden or a signature"];
        string[] what = [.. Counted(content), .. cut];
        return Line(Sentence.Of($"Left out of a mail by {mail.SenderName}: {Joined(what)}."), mail, content, written.LeftOut);
    }

    private static ReceivedMail NotTaken(IncomingMail mail, MailContent content, TicketRef? ticket, string why, bool withWords = true)
    {
        var taken = ReceivedMail.Ignored($"{char.ToUpperInvariant(why[0])}{why[1..]}.", ticket?.Id);
        if (ticket is null)
        {
            return taken;
        }

        var words = !withWords ? "" : MailText.All(content.Plain, content.Html);
        var files = content.Attachments.Count > 0 ? $" It came with {Joined([.. Counted(content)])}." : "";
        return taken with { Line = Line(Sentence.Of($"A mail by {mail.SenderName} was not taken: {why}.{files}"), mail, content, words) };
    }

    private static TicketLine Line(string line, IncomingMail mail, MailContent content, string words)
    {
        var names = content.Attachments.Count == 0 ? "" : $" {string.Join(", ", content.Attachments)}.";
        var notes = content.Notes.Count == 0 ? "" : $" {string.Join(' ', content.Notes)}";
        var size = mail.Size > MailLimits.AllTexts ? $" The mail has {MailContent.Size(mail.Size)}." : "";
        return new(line, $"{line}{names}{notes}{size}", words.Length == 0 ? null : Fit.Shorten(words, MostWords));
    }

    private static IEnumerable<string> Counted(MailContent content)
    {
        if (content.Attachments.Count > 0)
        {
            yield return content.Attachments.Count == 1 ? "an attachment" : content.Attachments.Count > MailLimits.Names
                ? "many attachments" : $"{content.Attachments.Count} attachments";
        }

        if (content.Notes.Count > 0)
        {
            yield return "what could not be read";
        }
    }

    private static string Joined(string[] what) =>
        what.Length < 2 ? string.Concat(what) : $"{string.Join(", ", what[..^1])} and {what[^1]}";

    private static string Why(Result<ReplyToTicket.Sent> answer) => answer switch
    {
        Result<ReplyToTicket.Sent>.Invalid invalid => string.Join(' ', invalid.Errors.Select(e => e.Message)),
        Result<ReplyToTicket.Sent>.Conflict conflict => conflict.Why,
        Result<ReplyToTicket.Sent>.Missing missing => missing.What,
        _ => "",
    };

    private sealed record TicketRef
    {
        public Guid Id { get; init; }

        public string Subject { get; init; } = "";
    }
}
