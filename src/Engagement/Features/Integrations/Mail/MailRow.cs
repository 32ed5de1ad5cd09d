using Engagement.Data;
using MimeKit;

namespace Engagement.Features.Integrations.Mail;

/// <summary>A mail on its way.</summary>
internal sealed record MailRow
{
    public Guid Id { get; init; }

    /// <summary>Which <see cref="IMakeMail"/> makes it.</summary>
    public string Kind { get; init; } = "";

    public Guid? UserId { get; init; }

    public Guid? RefId { get; init; }

    public string? Day { get; init; }

    /// <summary>Waiting, Sent, Nothing, Failed or Bounced.</summary>
    public string State { get; init; } = "";

    public int Attempts { get; init; }

    public string? LastError { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    /// <summary>The mail's own id, from its first try on: a server that gets it twice knows it again, and what comes back names
    /// it.</summary>
    public string? MessageId { get; init; }
}

/// <summary>Makes the mails of one kind, at the moment they are sent.</summary>
internal interface IMakeMail
{
    /// <returns>Null: there is nothing to say any more, or nobody to say it to.</returns>
    Task<MimeMessage?> MakeAsync(MailRow mail, MailSettings settings, CancellationToken ct);
}

internal static class MailSql
{
    private const string Columns = "Id, Kind, UserId, RefId, Day, State, Attempts, LastError, CreatedAt, SentAt, MessageId";

    public static readonly Sql Read = Sql.Portable($"select {Columns} from Mails where Id = @Id");

    public static readonly Sql ByMessageId = Sql.Portable($"select {Columns} from Mails where MessageId = @MessageId");

    public static readonly Sql KeepId = Sql.Portable("update Mails set MessageId = @MessageId where Id = @Id and MessageId is null");

    public static readonly Sql Recent = Sql.Portable($"select {Columns} from Mails order by CreatedAt desc, Id desc {{page}}");

    public static readonly Sql Insert = Sql.For(
        sqlServer: """
            insert into Mails (Id, Kind, UserId, RefId, Day, State, Attempts, CreatedAt)
            select @Id, @Kind, @UserId, @RefId, @Day, @State, 0, @Now
            where @Day is null or not exists (select 1 from Mails with (updlock, holdlock) where UserId = @UserId and Day = @Day)
            """,
        sqlite: """
            insert into Mails (Id, Kind, UserId, RefId, Day, State, Attempts, CreatedAt)
            select @Id, @Kind, @UserId, @RefId, @Day, @State, 0, @Now
            where @Day is null or not exists (select 1 from Mails where UserId = @UserId and Day = @Day)
            """);

    public static readonly Sql End = Sql.Portable("""
        update Mails set State = @State, Attempts = Attempts + 1, LastError = @Error, SentAt = @SentAt where Id = @Id and State = 'Waiting'
            and Attempts = @Seen
        """);
}
