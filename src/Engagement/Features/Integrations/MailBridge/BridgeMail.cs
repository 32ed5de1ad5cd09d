using Engagement.Data;
using Engagement.Features.Integrations.Mail;
using Engagement.Features.Integrations.MailBridge.Reading;
using Engagement.Web.Text;
using MimeKit;

namespace Engagement.Features.Integrations.MailBridge;

/// <summary>A client's words as a mail to the desk beyond the bridge: a new ticket there, or the next message of one.</summary>
internal sealed class BridgeMail(Db db, MailPasswords passwords) : IMakeMail
{
    public const string Kind = "bridge";

    private const string AsReply = "Your answer goes to the client, in public where they wrote in public.";
    private const string AsNote = "Your answer becomes an internal note.";

    /// <summary>What stands in each of these mails besides the client's words.</summary>
    public static readonly IReadOnlyList<string> Ours = [QuotedText.Above, AsReply, AsNote];

    private static readonly Sql Read = Sql.Portable(
        """
        select m.Id, m.Body, m.AuthorName, m.Url, m.SaidAt, t.Number, t.Subject, t.Network, h.Handle
        from Messages m join Tickets t on t.Id = m.TicketId left join Handles h on h.Id = m.HandleId
        where m.Id = @Id
        """);

    public async Task<MimeMessage?> MakeAsync(MailRow mail, MailSettings settings, CancellationToken ct)
    {
        if (await BridgeSettings.ReadAsync(db, ct) is not { } bridge
            || await db.OneAsync<Said>(Read, new { Id = mail.RefId }, ct) is not { } said)
        {
            return null;
        }

        var secret = passwords.Unprotect(bridge.MarkSecretCipher);
        var text = $"{QuotedText.Above}\n\n{Unseen.Isolate(said.AuthorName)}{(said.Handle is null ? "" : $" ({said.Handle})")} on "
            + $"{said.Network}, {said.SaidAt:yyyy-MM-dd HH:mm} UTC:\n\n{said.Body}\n\n{said.Url}\n\n"
            + $"{(bridge.Answers == AnswersBecome.Replies ? AsReply : AsNote)} "
            + $"The ticket: {settings.Portal}/tickets/{said.Number}";
        var message = MailParts.Of(settings, "", bridge.Desk,
            $"{Unseen.Isolate(said.Subject)} {TicketMark.OfSubject(secret, said.Number)}", text);
        var thread = TicketMark.OfThread(secret, said.Number, settings.Domain);
        message.MessageId = thread.Replace("@", $".{said.Id:N}@", StringComparison.Ordinal);
        message.References.Add(thread);
        message.ReplyTo.Add(MailboxAddress.Parse(bridge.ReplyTo.Length > 0 ? bridge.ReplyTo : settings.From));
        return message;
    }

    private sealed record Said
    {
        public Guid Id { get; init; }

        public string Body { get; init; } = "";

        public string AuthorName { get; init; } = "";

        public string? Handle { get; init; }

        public string? Url { get; init; }

        public DateTimeOffset SaidAt { get; init; }

        public long Number { get; init; }

        public string Subject { get; init; } = "";

        public string Network { get; init; } = "";
    }
}
