using Engagement.Data;

namespace Engagement.Features.Integrations.Notifications;

internal static class NoticeSql
{
    // Held to the transaction's end on SQL Server, so that of two who raise one key at once the second sees the first.
    public static readonly Sql OpenByKey = Sql.For(
        sqlServer: "select Id from Notices with (updlock, holdlock) where DedupeKey = @Key and ResolvedAt is null",
        sqlite: "select Id from Notices where DedupeKey = @Key and ResolvedAt is null");

    public static readonly Sql Insert = Sql.Portable(
        """
        insert into Notices (Id, Kind, Title, Body, Link, DedupeKey, CreatedAt)
        values (@Id, @Kind, @Title, @Body, @Link, @Key, @Now)
        """);

    public static readonly Sql InsertReaders = Sql.Portable(
        """
        insert into NoticeReaders (NoticeId, UserId, CreatedAt)
        select @NoticeId, r.UserId, @Now from {rows Readers (UserId uniqueidentifier)} r
        """);

    // Among those that came after it, for who has not read it.
    public static readonly Sql MoveUp = Sql.Portable(
        "update NoticeReaders set CreatedAt = @Now where NoticeId = @NoticeId and ReadAt is null and UserId in {ids Users}");

    // Who was told of so many of a kind since then.
    public static readonly Sql ToldMuch = Sql.Portable(
        """
        select r.UserId from NoticeReaders r join Notices n on n.Id = r.NoticeId
        where r.UserId in {ids Users} and r.CreatedAt > @Since and n.Kind = @Kind
        group by r.UserId having count(*) >= @Most
        """);

    public static readonly Sql People = Sql.Portable("select Id, Role from Users where DisabledAt is null");

    public static readonly Sql ResolveByKey = Sql.Portable(
        "update Notices set ResolvedAt = @Now where DedupeKey = @Key and ResolvedAt is null");

    public static readonly Sql List = Sql.Portable(
        """
        select n.Id, n.Kind, n.Title, n.Body, n.Link, n.CreatedAt, r.ReadAt, n.ResolvedAt
        from NoticeReaders r join Notices n on n.Id = r.NoticeId
        {where} order by r.CreatedAt desc, r.NoticeId desc {page}
        """);

    public static readonly Sql IsMine = Sql.Portable("r.UserId = @Me");

    // What is mended needs no reading any more.
    public static readonly Sql IsUnread = Sql.Portable("r.ReadAt is null and n.ResolvedAt is null");

    public static readonly Sql OfKind = Sql.Portable("n.Kind = @Kind");

    public static readonly Sql HasWords = Sql.Portable("n.Title like @Like escape '\\' or n.Body like @Like escape '\\'");

    public static readonly Sql Before = Sql.Portable("r.CreatedAt <= @AfterTime and (r.CreatedAt < @AfterTime or r.NoticeId < @AfterId)");

    public static readonly Sql CountUnread = Sql.Portable(
        """
        select count(*) from NoticeReaders r join Notices n on n.Id = r.NoticeId
        where r.UserId = @Me and r.ReadAt is null and n.ResolvedAt is null
        """);

    public static readonly Sql Read = Sql.Portable(
        """
        select n.Id, n.Kind, n.Title, n.Body, n.Link, n.CreatedAt, r.ReadAt, n.ResolvedAt
        from NoticeReaders r join Notices n on n.Id = r.NoticeId
        where r.NoticeId = @Id and r.UserId = @Me
        """);

    public static readonly Sql MarkRead = Sql.Portable(
        "update NoticeReaders set ReadAt = @Now where NoticeId = @Id and UserId = @Me and ReadAt is null");

    public static readonly Sql MarkUnread = Sql.Portable("update NoticeReaders set ReadAt = null where NoticeId = @Id and UserId = @Me");

    // Not those that came after the page was shown: nobody has seen them.
    public static readonly Sql MarkAllRead = Sql.Portable(
        "update NoticeReaders set ReadAt = @Now where UserId = @Me and ReadAt is null and CreatedAt <= @Until");
}
