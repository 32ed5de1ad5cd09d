using Engagement.Data;

namespace Engagement.Features.Settings.Retention;

/// <summary>
/// Everything that grows with what happens, and how long it is kept. A test holds it against the schema: a table is here, or in
/// <c>tests/Engagement.Tests/Settings/does-not-grow.txt</c> with its reason.
/// </summary>
internal static class RetentionRules
{
    // Nothing moves them any more but a person.
    private const string Settled = "('Published', 'Failed', 'Missed', 'Cancelled', 'Withdrawn')";

    public static readonly IReadOnlyList<RetentionRule> All =
    [
        RetentionById.Rows(
            "inbound", "What networks sent, word for word",
            "The network's own record of each message. What was read from it, and its id, stay: nothing is taken in twice.",
            days: 90, least: 7, ["InboundItems"], at: "ReceivedAt", only: "State in ('Done', 'Ignored') and RawJson <> '{}'",
            steps: [Sql.Portable("update InboundItems set RawJson = '{}' where Id in {ids Ids}")]),
        RetentionById.Rows(
            "notices", "Notices",
            "At the bell and in the list, read or not.",
            days: 365, least: 7, ["Notices", "NoticeReaders"], at: "CreatedAt",
            steps: [RetentionById.Delete("NoticeReaders", "NoticeId"), RetentionById.Delete("Notices", "Id")]),
        RetentionById.Rows(
            "webhooks", "Events for webhooks, and their log",
            "What programs were told, and how they answered. Until then it can be sent again.",
            days: 30, least: 7, ["WebhookEvents", "WebhookDeliveries", "WebhookAttempts"], at: "OccurredAt",
            steps:
            [
                Sql.Portable("delete from WebhookAttempts where DeliveryId in "
                    + "(select d.Id from WebhookDeliveries d where d.EventId in {ids Ids})"),
                RetentionById.Delete("WebhookDeliveries", "EventId"),
                RetentionById.Delete("WebhookEvents", "Id"),
            ]),
        RetentionById.Rows(
            "mails", "Mails sent",
            "That a mail was sent, and how it ended. The notice itself stays.",
            days: 30, least: 2, ["Mails"], at: "CreatedAt", only: "State <> 'Waiting'"),
        new RetentionAtOnce(
            "bridge", "Mails over the bridge",
            "Sender and subject of each mail taken in. What it is told apart by stays: no mail is taken in twice.",
            Days: 365, Least: 30, ["BridgeMails"],
            Sql.For(
                sqlServer: "update top (@Take) BridgeMails set FromAddress = '', Subject = '' "
                    + "where TakenAt < @Before and (FromAddress <> '' or Subject <> '')",
                sqlite: "update BridgeMails set FromAddress = '', Subject = '' where MessageHash in "
                    + "(select MessageHash from BridgeMails "
                    + "where TakenAt < @Before and (FromAddress <> '' or Subject <> '') limit @Take)")),
        new RetentionById(
            "histories", "Histories of deliveries",
            "The moves of posts and answers that have come to rest; where they came to rest stays. "
                + "One whose outcome is unknown keeps its history.",
            Days: 730, Least: 30, ["DeliveryHistory"],
            Sql.Portable(RetentionById.ByAge(
                $"select d.Id, d.DueAt as At from Deliveries d where d.DueAt < @Before and d.State in {Settled} "
                    + "and exists (select 1 from DeliveryHistory h where h.DeliveryId = d.Id)",
                "d.DueAt", "d.Id")),
            [RetentionById.Delete("DeliveryHistory", "DeliveryId")]),
        new RetentionById(
            "metrics", "Numbers of posts over time",
            "Earlier readings of likes, reposts and views. Each post's last reading stays.",
            Days: 730, Least: 30, ["PostMetrics"],
            Sql.Portable(RetentionById.ByAge(
                "select d.Id, d.DueAt as At from Deliveries d where d.DueAt < @Before and exists "
                    + "(select 1 from PostMetrics m join PostMetrics n "
                    + "on n.DeliveryId = m.DeliveryId and n.ReadAt > m.ReadAt where m.DeliveryId = d.Id)",
                "d.DueAt", "d.Id")),
            [
                Sql.Portable(
                    "delete from PostMetrics where DeliveryId in {ids Ids} and exists "
                        + "(select 1 from PostMetrics n where n.DeliveryId = PostMetrics.DeliveryId and n.ReadAt > PostMetrics.ReadAt)"),
            ]),
        RetentionById.Rows(
            "spending", "What networks billed",
            "Each call that cost something. Budgets look back a month, Insights as far as this is kept.",
            days: 1_095, least: 62, ["Spending"], at: "SpentAt"),
        RetentionById.Rows(
            "gaps", "Gaps in what was received",
            "Gaps that were closed. Open ones stay, whatever their age.",
            days: 730, least: 30, ["ReplyGaps"], at: "OpenedAt", only: "ClosedAt < @Before"),
        new RetentionAtOnce(
            "series", "Past turns of series",
            "Which turn became which post. The posts stay.",
            Days: 1_095, Least: 365, ["SeriesOccurrences"],
            RetentionAtOnce.Delete("SeriesOccurrences", "DueAt < @Before and State <> 'Planned'")),
        RetentionById.Rows(
            "undos", "What changes of many can be undone by",
            "How tickets were before many were changed at once.",
            days: 30, least: 1, ["BulkChanges"], at: "CreatedAt"),
        RetentionById.Rows(
            "client-log", "Log of clients",
            "Who changed what about a client.",
            days: 1_095, least: 30, ["ClientEvents"], at: "OccurredAt"),
        RetentionById.Rows(
            "sessions", "Sessions that have ended",
            "Where somebody was signed in. A session's own end is set elsewhere.",
            days: 30, least: 0, ["Sessions"], at: "EndsAt"),
        new RetentionAtOnce(
            "nodes", "Marks of nodes",
            "That a machine or container once wrote to the database.",
            Days: 30, Least: 1, ["AppSettings"],
            RetentionAtOnce.Delete("AppSettings", "Name like 'health.%' and UpdatedAt < @Before")),
        new RetentionAtOnce(
            "article-versions", "Older versions of articles",
            "The text of an article before it was changed. The version in force and those that posts were made of stay.",
            Days: null, Least: 30, ["ArticleVersions"],
            RetentionAtOnce.Delete("ArticleVersions", OldVersion)),
        TicketRetention.Rule,
    ];

    private const string OldVersion =
        """
        CreatedAt < @Before and Number < (select a.Version from Articles a where a.Id = ArticleVersions.ArticleId)
            and not exists (
                select 1 from Posts p where p.ArticleId = ArticleVersions.ArticleId and p.ArticleVersion = ArticleVersions.Number)
        """;

    /// <summary>Every statement of theirs.</summary>
    public static readonly IReadOnlyDictionary<string, Sql> Statements = All.SelectMany(rule => rule switch
    {
        RetentionById byId => byId.Steps.Select((step, i) => ($"{rule.Key} {i + 1}", step)).Prepend(($"{rule.Key} found", byId.Find)),
        _ => [(rule.Key, ((RetentionAtOnce)rule).Some)],
    }).ToDictionary(s => s.Item1, s => s.Item2, StringComparer.Ordinal);
}
