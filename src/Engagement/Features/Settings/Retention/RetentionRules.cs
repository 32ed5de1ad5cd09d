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
        new RetentionById(
            "inbound", "What networks sent, word for word",
            "The network's own record of each message. What was read from it, and its id, stay: nothing is taken in twice.",
            Days: 90, Least: 7, ["InboundItems"],
            Sql.Portable(RetentionById.ByAge(
                "select i.Id, i.ReceivedAt as At from InboundItems i where i.ReceivedAt < @Before and i.State in ('Done', 'Ignored') and i.RawJson <> '{}'",
                "i.ReceivedAt", "i.Id")),
            [Sql.Portable("update InboundItems set RawJson = '{}' where Id in {ids Ids}")]),
        new RetentionById(
            "notices", "Notices",
            "At the bell and in the list, read or not.",
            Days: 365, Least: 7, ["Notices", "NoticeReaders"],
            Sql.Portable(RetentionById.ByAge(
                "select n.Id, n.CreatedAt as At from Notices n where n.CreatedAt < @Before",
                "n.CreatedAt", "n.Id")),
            [
                Sql.Portable("delete from NoticeReaders where NoticeId in {ids Ids}"),
                Sql.Portable("delete from Notices where Id in {ids Ids}"),
            ]),
        new RetentionById(
            "webhooks", "Events for webhooks, and their log",
            "What programs were told, and how they answered. Until then it can be sent again.",
            Days: 30, Least: 7, ["WebhookEvents", "WebhookDeliveries", "WebhookAttempts"],
            Sql.Portable(RetentionById.ByAge(
                "select e.Id, e.OccurredAt as At from WebhookEvents e where e.OccurredAt < @Before",
                "e.OccurredAt", "e.Id")),
            [
                Sql.Portable("delete from WebhookAttempts where DeliveryId in "
                    + "(select d.Id from WebhookDeliveries d where d.EventId in {ids Ids})"),
                Sql.Portable("delete from WebhookDeliveries where EventId in {ids Ids}"),
                Sql.Portable("delete from WebhookEvents where Id in {ids Ids}"),
            ]),
        new RetentionById(
            "mails", "Mails sent",
            "That a mail was sent, and how it ended. The notice itself stays.",
            Days: 30, Least: 2, ["Mails"],
            Sql.Portable(RetentionById.ByAge(
                "select m.Id, m.CreatedAt as At from Mails m where m.CreatedAt < @Before and m.State <> 'Waiting'",
                "m.CreatedAt", "m.Id")),
            [Sql.Portable("delete from Mails where Id in {ids Ids}")]),
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
            "The moves of posts and answers that have come to rest; where they came to rest stays. One whose outcome is unknown keeps its history.",
            Days: 730, Least: 30, ["DeliveryHistory"],
            Sql.Portable(RetentionById.ByAge(
                $"select d.Id, d.DueAt as At from Deliveries d where d.DueAt < @Before and d.State in {Settled} "
                    + "and exists (select 1 from DeliveryHistory h where h.DeliveryId = d.Id)",
                "d.DueAt", "d.Id")),
            [Sql.Portable("delete from DeliveryHistory where DeliveryId in {ids Ids}")]),
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
        new RetentionById(
            "spending", "What networks billed",
            "Each call that cost something. Budgets look back a month, Insights as far as this is kept.",
            Days: 1_095, Least: 62, ["Spending"],
            Sql.Portable(RetentionById.ByAge(
                "select s.Id, s.SpentAt as At from Spending s where s.SpentAt < @Before",
                "s.SpentAt", "s.Id")),
            [Sql.Portable("delete from Spending where Id in {ids Ids}")]),
        new RetentionById(
            "gaps", "Gaps in what was received",
            "Gaps that were closed. Open ones stay, whatever their age.",
            Days: 730, Least: 30, ["ReplyGaps"],
            Sql.Portable(RetentionById.ByAge(
                "select g.Id, g.OpenedAt as At from ReplyGaps g where g.OpenedAt < @Before and g.ClosedAt < @Before",
                "g.OpenedAt", "g.Id")),
            [Sql.Portable("delete from ReplyGaps where Id in {ids Ids}")]),
        new RetentionAtOnce(
            "series", "Past turns of series",
            "Which turn became which post. The posts stay.",
            Days: 1_095, Least: 365, ["SeriesOccurrences"],
            Sql.For(
                sqlServer: "delete top (@Take) from SeriesOccurrences where DueAt < @Before and State <> 'Planned'",
                sqlite: "delete from SeriesOccurrences where rowid in "
                    + "(select rowid from SeriesOccurrences where DueAt < @Before and State <> 'Planned' limit @Take)")),
        new RetentionById(
            "undos", "What changes of many can be undone by",
            "How tickets were before many were changed at once.",
            Days: 30, Least: 1, ["BulkChanges"],
            Sql.Portable(RetentionById.ByAge(
                "select b.Id, b.CreatedAt as At from BulkChanges b where b.CreatedAt < @Before",
                "b.CreatedAt", "b.Id")),
            [Sql.Portable("delete from BulkChanges where Id in {ids Ids}")]),
        new RetentionById(
            "client-log", "Log of clients",
            "Who changed what about a client.",
            Days: 1_095, Least: 30, ["ClientEvents"],
            Sql.Portable(RetentionById.ByAge(
                "select e.Id, e.OccurredAt as At from ClientEvents e where e.OccurredAt < @Before",
                "e.OccurredAt", "e.Id")),
            [Sql.Portable("delete from ClientEvents where Id in {ids Ids}")]),
        new RetentionById(
            "sessions", "Sessions that have ended",
            "Where somebody was signed in. A session's own end is set elsewhere.",
            Days: 30, Least: 0, ["Sessions"],
            Sql.Portable(RetentionById.ByAge(
                "select s.Id, s.EndsAt as At from Sessions s where s.EndsAt < @Before",
                "s.EndsAt", "s.Id")),
            [Sql.Portable("delete from Sessions where Id in {ids Ids}")]),
        new RetentionAtOnce(
            "nodes", "Marks of nodes",
            "That a machine or container once wrote to the database.",
            Days: 30, Least: 1, ["AppSettings"],
            Sql.For(
                sqlServer: "delete top (@Take) from AppSettings where Name like 'health.%' and UpdatedAt < @Before",
                sqlite: "delete from AppSettings where Name in "
                    + "(select Name from AppSettings where Name like 'health.%' and UpdatedAt < @Before limit @Take)")),
        new RetentionAtOnce(
            "article-versions", "Older versions of articles",
            "The text of an article before it was changed. The version in force and those that posts were made of stay.",
            Days: null, Least: 30, ["ArticleVersions"],
            Sql.For(
                sqlServer: $"delete top (@Take) from ArticleVersions where {OldVersion}",
                sqlite: $"delete from ArticleVersions where rowid in (select rowid from ArticleVersions where {OldVersion} limit @Take)")),
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
