using Engagement.Data;

namespace Engagement.Outbox;

internal static class OutboxSql
{
    public static readonly Sql NextAt = Sql.Portable("select min(AvailableAt) from Outbox");

    public static readonly Sql NextOfKindAt = Sql.Portable("select min(AvailableAt) from Outbox where Kind = @Kind");

    // Takes and reads in one statement; the new AvailableAt is the lease. Oldest first, of one kind: a backlog of another is not walked
    // past. Where reads take row versions, readpast is documented to want readcommittedlock (learn.microsoft.com, "Table hints"); where a
    // server heeds no hints, the last condition alone keeps a row from two nodes. The outer table passes over others' rows too: a plan that
    // reads all of it, as plans of a small table do, would wait for each of them. The oldest are found by a subquery that stands by itself:
    // as a table joined to itself it was run once for every row by a server that rewrites such updates.
    private const string TakeOnSqlServer = """
        update Outbox with (readpast, updlock, rowlock, readcommittedlock)
        set AvailableAt = @LeaseUntil, LeaseOwner = @Node, Attempts = Attempts + 1
        output inserted.Kind, inserted.RefId, inserted.Attempts
        where Kind = @Kind and AvailableAt <= @Now
            and RefId in (select top (@Take) RefId from Outbox with (readpast, updlock, rowlock, readcommittedlock)
                where Kind = @Kind and AvailableAt <= @Now
        """;

    private const string OldestOnSqlServer = " order by AvailableAt)";

    private const string TakeOnSqlite = """
        update Outbox set AvailableAt = @LeaseUntil, LeaseOwner = @Node, Attempts = Attempts + 1
        where rowid in (select rowid from Outbox where Kind = @Kind and AvailableAt <= @Now
        """;

    private const string OldestOnSqlite = " order by AvailableAt limit @Take) returning Kind, RefId, Attempts";

    private const string Leased = " and LeaseOwner is not null";

    public static readonly Sql Claim = Sql.For(
        sqlServer: TakeOnSqlServer + OldestOnSqlServer,
        sqlite: TakeOnSqlite + OldestOnSqlite);

    // A dead node's rows, by an index of their own (IX_Outbox_Leased): their leases ended after the rows of a backlog became due, and would
    // stand behind it.
    public static readonly Sql ClaimLapsed = Sql.For(
        sqlServer: TakeOnSqlServer + Leased + OldestOnSqlServer,
        sqlite: TakeOnSqlite + Leased + OldestOnSqlite);

    public static readonly Sql Reset = Sql.Portable("""
        update Outbox set AvailableAt = @AvailableAt, LeaseOwner = null, Attempts = 0, LastError = null
        where Kind = @Kind and RefId = @RefId
        """);

    public static readonly Sql InsertIfAbsent = Sql.Portable(
        """
        insert into Outbox (Kind, RefId, AvailableAt, Attempts, CreatedAt)
        select @Kind, @RefId, @AvailableAt, 0, @Now
        where not exists (select 1 from Outbox where Kind = @Kind and RefId = @RefId)
        """);

    public static readonly Sql InsertMany = Sql.For(
        sqlServer: """
            insert into Outbox (Kind, RefId, AvailableAt, Attempts, CreatedAt)
            select @Kind, n.v, @AvailableAt, 0, @Now from openjson(@IdsJson) with (v uniqueidentifier '$') n
            """,
        sqlite: """
            insert into Outbox (Kind, RefId, AvailableAt, Attempts, CreatedAt)
            select @Kind, n.value, @AvailableAt, 0, @Now from json_each(@IdsJson) n
            """);

    public static readonly Sql Delete = Sql.Portable("delete from Outbox where Kind = @Kind and RefId = @RefId");

    public static readonly Sql PutOff = Sql.Portable(
        "update Outbox set AvailableAt = @AvailableAt, LeaseOwner = null, LastError = @LastError where Kind = @Kind and RefId = @RefId");

    // Of whoever claimed it: a job may be run on another node than the one that queued it. Another count of attempts is another claim.
    public static readonly Sql TakeOver = Sql.Portable(
        """
        update Outbox set AvailableAt = @LeaseUntil, LeaseOwner = @Node
        where Kind = @Kind and RefId = @RefId and Attempts = @Attempts and LeaseOwner is not null
        """);

    public static readonly Sql TakeOverMany = Sql.Portable("""
        update Outbox set AvailableAt = @LeaseUntil, LeaseOwner = @Node where Kind = @Kind and LeaseOwner is not null and RefId in {ids Ids}
        """);

    public static readonly Sql Renew = Sql.Portable(
        "update Outbox set AvailableAt = @LeaseUntil where Kind = @Kind and LeaseOwner = @Node and RefId in {ids Ids}");

    // The same, and says which.
    public static readonly Sql RenewWaiting = Sql.For(
        sqlServer: """
            update Outbox set AvailableAt = @LeaseUntil output inserted.RefId
            where Kind = @Kind and LeaseOwner = @Node and RefId in {ids Ids}
            """,
        sqlite: """
            update Outbox set AvailableAt = @LeaseUntil where Kind = @Kind and LeaseOwner = @Node and RefId in {ids Ids} returning RefId
            """);

    public static readonly Sql HandBack = Sql.Portable(
        "update Outbox set AvailableAt = @Now, LeaseOwner = null where Kind = @Kind and LeaseOwner = @Node and RefId in {ids Ids}");

    public static readonly Sql ReleaseAll = Sql.Portable(
        "update Outbox set AvailableAt = @Now, LeaseOwner = null where LeaseOwner is not null");
}
