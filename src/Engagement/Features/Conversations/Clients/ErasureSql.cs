using Engagement.Data;

namespace Engagement.Features.Conversations.Clients;

/// <summary>
/// Everything that can hold what a client said or was called, each with what remains of it. What is counted stays: tickets, messages,
/// states, times. A table that comes to hold clients' words gets its line here, and the test that looks for a client's words in every
/// column finds out when it has not.
/// </summary>
internal static class ErasureSql
{
    /// <summary>An answer to them that has not come to rest would go out without its words.</summary>
    public static readonly Sql Unsettled = Sql.Portable($"""
        select count(*) from Deliveries d where d.Kind = 'reply' and d.TicketId in {Tickets}
            and d.State in ('Scheduled', 'Publishing', 'Uncertain', 'Held')
        """);

    /// <summary>In this order: what was received is found by the handles, so it comes before them.</summary>
    public static readonly IReadOnlyDictionary<string, Sql> Steps = new Dictionary<string, Sql>(StringComparer.Ordinal)
    {
        // The network's id of a message stays, so that reading it again does not bring it back.
        ["what was received"] = Sql.Portable(
            """
            update InboundItems set ItemJson = '{}', RawJson = '{}', AuthorId = null,
                Outcome = case when State in ('New', 'Failed') then @Erased else Outcome end, FailedStep = null,
                State = case when State in ('New', 'Failed') then 'Ignored' else State end
            where Id in (
                select i.Id from Handles h join Accounts a on a.Network = h.Network join InboundItems i on i.AccountId = a.Id
                    and i.AuthorId = h.RemoteId
                where h.ClientId in {ids Clients})
            """),
        // Our own answers come back from some networks as an echo, word for word.
        ["echoes of answers"] = Sql.Portable(
            $$"""
            update InboundItems set ItemJson = '{}', RawJson = '{}'
            where Id in (
                select i.Id from Deliveries d join InboundItems i on i.AccountId = d.AccountId and i.RemoteId = d.RemoteId
                where d.Kind = 'reply' and d.TicketId in {{Tickets}})
            """),
        ["words to find messages by"] = Sql.For(
            sqlServer: $"delete from MessageWords where Seq in (select m.Seq from Messages m where m.TicketId in {Tickets})",
            sqlite: $"delete from MessageSearch where rowid in (select m.Seq from Messages m where m.TicketId in {Tickets})"),
        ["messages"] = Sql.Portable(
            $"""
            update Messages set Body = '', Url = null, InReplyToRemoteId = null, RemoteId = case when Kind = 'inbound' then null
                else RemoteId end, AuthorName = case when Kind = 'inbound' then @ErasedName else AuthorName end
            where TicketId in {Tickets}
            """),
        ["answers"] = Sql.Portable($"""
            update Deliveries set Body = '', LinkUrl = null, CardJson = null, InReplyToRemoteId = null, LastError = null
            where Kind = 'reply' and TicketId in {Tickets}
            """),
        ["mails over the bridge"] = Sql.Portable($"update BridgeMails set Subject = '' where TicketId in {Tickets}"),
        ["drafts"] = Sql.Portable($"delete from ReplyDrafts where TicketId in {Tickets}"),
        ["words of the log"] = Sql.Portable($"delete from TicketEventWords where TicketId in {Tickets}"),
        ["fields"] = Sql.Portable($"delete from TicketFieldValues where TicketId in {Tickets}"),
        ["opportunities"] = Sql.Portable($"update Opportunities set NextStep = null, Reason = null where TicketId in {Tickets}"),
        ["opportunities' log"] = Sql.Portable($"""
            update OpportunityEvents set Before = null, After = null where Kind = 'changed' and OpportunityId in (select o.Id
                from Opportunities o where o.TicketId in {Tickets})
            """),
        // A receiver may answer with what it was told.
        ["what programs answered"] = Sql.Portable($"""
            update WebhookAttempts set Said = null where DeliveryId in (select d.Id from WebhookDeliveries d where d.EventId in {Events})
            """),
        ["why programs were not told"] = Sql.Portable($"update WebhookDeliveries set LastError = null where EventId in {Events}"),
        ["events for programs"] = Sql.Portable($"update WebhookEvents set DataJson = '{{}}' where Id in {Events}"),
        ["what is unclear in articles"] = Sql.Portable($"update ArticleFlags set Why = @Erased where TicketId in {Tickets}"),
        ["what rules did"] = Sql.Portable($"update RuleRuns set Did = '' where TicketId in {Tickets}"),
        ["why rules did not answer"] = Sql.Portable(
            $"update RuleAnswers set Problem = case when Problem is null then null else @Erased end where TicketId in {Tickets}"),
        ["tickets"] = Sql.For(
            sqlServer: """
                update Tickets set Subject = @ErasedName, ThreadId = 'erased:' + cast(Id as nvarchar(36)) where ClientId in {ids Clients}
                """,
            sqlite: "update Tickets set Subject = @ErasedName, ThreadId = 'erased:' || Id where ClientId in {ids Clients}"),
        ["notes"] = Sql.Portable("delete from ClientNotes where ClientId in {ids Clients}"),
        ["words to find them by"] = Sql.Portable("delete from ClientWords where ClientId in {ids Clients}"),
        ["handles"] = Sql.For(
            sqlServer: """
                update Handles set RemoteId = 'erased:' + cast(Id as nvarchar(36)), Handle = 'erased', DisplayName = @ErasedName,
                    AvatarUrl = null, ProfileUrl = null, Stem = null where ClientId in {ids Clients}
                """,
            sqlite: """
                update Handles set RemoteId = 'erased:' || Id, Handle = 'erased', DisplayName = @ErasedName, AvatarUrl = null,
                    ProfileUrl = null, Stem = null where ClientId in {ids Clients}
                """),
        ["clients"] = Sql.Portable(
            """
            update Clients set Name = @ErasedName, Company = null, Website = null, IsVip = 0, Consent = 'Unknown', ConsentNote = null,
                ConsentAt = null, BlockedAt = null, ErasedAt = @Now, Version = Version + 1
            where Id in {ids Clients}
            """),
    };

    public static readonly Sql NumbersOf = Sql.Portable("select t.Number from Tickets t where t.ClientId in {ids Clients}");

    public static readonly Sql OpportunitiesOf = Sql.Portable($"select o.Id from Opportunities o where o.TicketId in {Tickets}");

    // Notices say a ticket's subject and lead to it; programs may have been told of them.
    public static readonly Sql Notices = Sql.Portable(
        "update Notices set Title = @ErasedName, Body = '' where Link = @Link or Link like @LinkAndMore escape '\\'");

    public static readonly Sql NoticesTold = Sql.Portable(
        "update WebhookEvents set DataJson = '{}' where SubjectId in (select n.Id from Notices n where n.Link = @Link or n.Link like "
            + "@LinkAndMore escape '\\')");

    private const string Events =
        $$"""
        (select e.Id from WebhookEvents e where e.SubjectId in {{Tickets}} or e.SubjectId in {ids Clients}
            or e.SubjectId in (select m.Id from Messages m where m.TicketId in {{Tickets}})
            or e.SubjectId in (select r.Id from Deliveries r where r.TicketId in {{Tickets}})
            or e.SubjectId in (select o.Id from Opportunities o where o.TicketId in {{Tickets}}))
        """;

    private const string Tickets = "(select t.Id from Tickets t where t.ClientId in {ids Clients})";
}
