using Engagement.Data;

namespace Engagement.Features.Settings.Retention;

/// <summary>
/// Closed tickets with all that was said, where Settings give them an end. The log of a ticket is never changed: it goes as a whole with
/// its ticket or not at all. What stays: the network's ids of what came and went (slim rows), sums, opportunities and the tickets they
/// began in, and tickets whose answers carry a short link, which stands in public and has to lead on.
/// </summary>
internal static class TicketRetention
{
    public static readonly RetentionById Rule = new(
        "tickets", "Closed tickets",
        "With their messages, notes and log. Tickets with an opportunity, a later follow-up or a short link in an answer stay; "
            + "so do the figures in Insights.",
        Days: null, Least: 90,
        [
            "Tickets", "Messages", "MessageSearch", "MessageWords", "TicketEvents", "TicketEventWords", "TicketClocks", "TicketTimes",
            "TicketTags", "TicketFieldValues", "TicketLinks", "TicketMerges", "TicketReads", "TicketMentions", "TicketPresence",
            "ReplyDrafts", "RuleRuns", "RuleAnswers", "ArticleFlags",
        ],
        Sql.Portable(RetentionById.ByAge(
            """
            select t.Id, t.ClosedAt as At from Tickets t
            where t.Status = 'Closed' and t.ClosedAt < @Before
                and not exists (select 1 from Opportunities o where o.TicketId = t.Id)
                and not exists (select 1 from ReplyLinks l where l.TicketId = t.Id)
                and not exists (select 1 from Tickets f where f.FollowUpOfId = t.Id)
                and not exists (select 1 from Tickets m where m.MergedIntoId = t.Id)
                and not exists (
                    select 1 from Deliveries d where d.TicketId = t.Id
                        and d.State in ('AwaitingApproval', 'Scheduled', 'Publishing', 'Uncertain', 'Held'))
            """,
            "t.ClosedAt", "t.Id")),
        [
            Sql.Portable("update InboundItems set ItemJson = '{}', RawJson = '{}', NextCheckAt = null "
                + "where Id in (select m.InboundItemId from Messages m where m.TicketId in {ids Ids})"),
            Sql.Portable("update Deliveries set Body = '', LinkUrl = null, CardJson = null, LastError = null "
                + "where Kind = 'reply' and TicketId in {ids Ids}"),
            Sql.Portable("update BridgeMails set Subject = '', TicketId = null where TicketId in {ids Ids}"),
            Sql.For(
                sqlServer: "delete from MessageWords where Seq in (select m.Seq from Messages m where m.TicketId in {ids Ids})",
                sqlite: "delete from MessageSearch where rowid in (select m.Seq from Messages m where m.TicketId in {ids Ids})"),
            Sql.Portable(Of("TicketMentions")),
            Sql.Portable(Of("TicketReads")),
            Sql.Portable(Of("TicketPresence")),
            Sql.Portable(Of("ReplyDrafts")),
            Sql.Portable(Of("TicketTags")),
            Sql.Portable(Of("TicketFieldValues")),
            Sql.Portable(Of("TicketTimes")),
            Sql.Portable(Of("TicketClocks")),
            Sql.Portable(Of("RuleRuns")),
            Sql.Portable(Of("RuleAnswers")),
            Sql.Portable(Of("ArticleFlags")),
            Sql.Portable(Of("TicketLinks")),
            Sql.Portable("delete from TicketLinks where OtherId in {ids Ids}"),
            Sql.Portable(Of("TicketMerges")),
            Sql.Portable(Of("TicketEventWords")),
            Sql.Portable(Of("TicketEvents")),
            Sql.Portable(Of("Messages")),
            Sql.Portable("delete from Tickets where Id in {ids Ids}"),
        ]);

    private static string Of(string table) => $"delete from {table} where TicketId in {{ids Ids}}";
}
