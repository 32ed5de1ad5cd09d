using System.Security.Cryptography;
using System.Text;
using Engagement.Data;
using Engagement.Features.Mail;
using Engagement.Features.Tickets;
using MimeKit;

namespace Engagement.Features.Bridge;

/// <summary>What became of a mail.</summary>
/// <param name="Outcome">Replied, Noted or Ignored.</param>
internal sealed record TakenMail(string Outcome, string Reason, Guid? TicketId);

/// <summary>
/// Takes one mail from the desk beyond the bridge: only from senders that are known, only about a ticket we wrote to them of, each once. It
/// becomes a reply by the use case every reply goes through, or a note; what cannot be a reply (too long, the ticket is closed) becomes a note
/// that says why.
/// </summary>
internal sealed class TakeMail(Db db, MailPasswords passwords, ReplyToTicket reply, AddNote note, TimeProvider clock)
{
    private static readonly Sql Known = Sql.Portable("select Outcome, Reason, TicketId from BridgeMails where MessageHash = @Hash");

    private static readonly Sql Insert = Sql.Portable(
        """
        insert into BridgeMails (MessageHash, FromAddress, Subject, Outcome, Reason, TicketId, Via, TakenAt)
        select @Hash, @From, @Subject, @Outcome, @Reason, @TicketId, @Via, @Now
        where not exists (select 1 from BridgeMails where MessageHash = @Hash)
        """);

    private static readonly Sql TicketOf = Sql.Portable("select Id from Tickets where Number = @Number");

    /// <param name="bridge">As it is set up.</param>
    /// <param name="mail">As it came.</param>
    /// <param name="via">imap or hook.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<TakenMail> RunAsync(BridgeSettings bridge, MimeMessage mail, string via, CancellationToken ct)
    {
        var from = mail.From.Mailboxes.FirstOrDefault();

        // A mail without an id is known by what it says; a server that hands it over twice hands over the same.
        var hash = Hash(mail.MessageId ?? $"{from?.Address}\n{mail.Date:O}\n{mail.Subject}\n{mail.TextBody}");
        if (await db.OneAsync<KnownRow>(Known, new { Hash = hash }, ct) is { } before)
        {
            return new(before.Outcome, before.Reason, before.TicketId);
        }

        // Written down after the work: a process that ends between the two does it again, which for a reply is the same reply (its key is the
        // mail's id), and for a note is a second note.
        var taken = await DecideAsync(bridge, mail, from, hash, ct);
        await db.ExecuteAsync(Insert, new
        {
            Hash = hash,
            From = Fit.Shorten(from?.Address ?? "", 320),
            Subject = Fit.Shorten(mail.Subject ?? "", 400),
            taken.Outcome,
            Reason = Fit.Shorten(taken.Reason, 1000),
            taken.TicketId,
            Via = via,
            Now = clock.Now(),
        }, ct);
        return taken;
    }

    private async Task<TakenMail> DecideAsync(BridgeSettings bridge, MimeMessage mail, MailboxAddress? from, string hash, CancellationToken ct)
    {
        if (from is null || mail.From.Count != 1 || !bridge.Knows(from.Address))
        {
            return Ignored("Its sender is not among those whose answers are taken.");
        }

        if (IsAutomatic(mail))
        {
            return Ignored("A program wrote it: an out-of-office note, a receipt, a list.");
        }

        var secret = passwords.Unprotect(bridge.MarkSecretCipher);
        var ids = mail.References.Append(mail.InReplyTo).OfType<string>();
        if (TicketMark.Find(secret, ids, mail.Subject ?? "") is not { } number || await db.ScalarAsync<Guid?>(TicketOf, new { Number = number }, ct) is not { } ticketId)
        {
            return Ignored("It answers no mail of ours: neither its ids nor its subject name a ticket.");
        }

        var text = mail.TextBody is { } plain ? QuotedText.Strip(plain) : QuotedText.OfHtml(mail.HtmlBody ?? "");
        if (text.Length == 0)
        {
            return Ignored("Above the quoted text it says nothing.") with { TicketId = ticketId };
        }

        var by = $"{(string.IsNullOrWhiteSpace(from.Name) ? from.Address : from.Name)} by mail";
        if (bridge.Answers == AnswersBecome.Replies)
        {
            var answer = await reply.RunAsync(new(ticketId, text, by, null, $"mail:{hash}"), ct);
            if (answer is Answer<ReplyToTicket.Sent>.Done)
            {
                return new("Replied", "It went to the client.", ticketId);
            }

            text = $"Not sent to the client: {Why(answer)}\n\n{text}";
        }

        return await note.RunAsync(new(ticketId, Fit.Shorten(text, 20_000), by, null), ct) is Answer<Guid>.Done
            ? new("Noted", bridge.Answers == AnswersBecome.Replies ? "It could not be a reply; the note says why." : "It is a note on the ticket.", ticketId)
            : Ignored("The ticket takes no notes.") with { TicketId = ticketId };
    }

    private static string Why(Answer<ReplyToTicket.Sent> answer) => answer switch
    {
        Answer<ReplyToTicket.Sent>.Invalid invalid => string.Join(' ', invalid.Errors.Select(e => e.Message)),
        Answer<ReplyToTicket.Sent>.Conflict conflict => conflict.Why,
        Answer<ReplyToTicket.Sent>.Missing missing => missing.What,
        _ => "",
    };

    // RFC 3834, and the headers that programs use in its place. Two programs answering each other never stop.
    private static bool IsAutomatic(MimeMessage mail) =>
        (mail.Headers[HeaderId.AutoSubmitted] is { } auto && !auto.Trim().StartsWith("no", StringComparison.OrdinalIgnoreCase))
        || mail.Headers[HeaderId.Precedence]?.Trim().ToLowerInvariant() is "bulk" or "junk" or "list" or "auto_reply"
        || mail.Headers["X-Autoreply"] is not null || mail.Headers["X-Autorespond"] is not null
        || mail.Body is MultipartReport;

    private static TakenMail Ignored(string why) => new("Ignored", why, null);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private sealed record KnownRow
    {
        public string Outcome { get; init; } = "";

        public string Reason { get; init; } = "";

        public Guid? TicketId { get; init; }
    }
}
