using Engagement.Data;

namespace Engagement.Features.Conversations.Listening;

internal static class ListeningSql
{
    public static readonly Sql Due = Sql.Portable(
        """
        select Id from Accounts
        where State = 'Active' and NextListenAt <= @Now and (ListenLeaseUntil is null or ListenLeaseUntil <= @Now)
        order by NextListenAt {page}
        """);

    public static readonly Sql Claim = Sql.Portable(
        """
        update Accounts set ListenLeaseUntil = @LeaseUntil
        where Id = @Id and State = 'Active' and NextListenAt <= @Now and (ListenLeaseUntil is null or ListenLeaseUntil <= @Now)
        """);

    public static readonly Sql Renew = Sql.Portable(
        "update Accounts set ListenLeaseUntil = @LeaseUntil where Id = @Id and ListenLeaseUntil = @Held");

    // A push that came while we were reading asked for another read: its time stands.
    public static readonly Sql Heard = Sql.Portable(
        """
        update Accounts set ListenLastOkAt = @Now, ListenFailures = 0, ListenRestUntil = null, ListenLastError = null, ListenPasses = 0,
            NextListenAt = case when NextListenAt > @Since then NextListenAt else @Next end, ListenLeaseUntil = null
        where Id = @Id
        """);

    public static readonly Sql Deaf = Sql.Portable(
        """
        update Accounts set ListenFailures = ListenFailures + 1, ListenRestUntil = @Next, ListenLastError = @Error, ListenPasses = @Passes,
            NextListenAt = @Next, ListenLeaseUntil = null
        where Id = @Id
        """);

    public static readonly Sql Unheard = Sql.Portable("update Accounts set NextListenAt = @Next, ListenLeaseUntil = null where Id = @Id");

    public static readonly Sql DirectMessages = Sql.Portable(
        "update Accounts set DirectError = @Error, NextDirectAt = @Next where Id = @Id");

    public static readonly Sql NeedsReconnect = Sql.Portable(
        """
        update Accounts set State = 'NeedsReconnect', ListenFailures = ListenFailures + 1, ListenLastError = @Error,
            ListenLeaseUntil = null, UpdatedAt = @Now
        where Id = @Id and State = 'Active'
        """);

    public static readonly Sql ListenNow = Sql.Portable("update Accounts set NextListenAt = @Now where Id = @Id and State = 'Active'");

    public static readonly Sql ReadCursor = Sql.Portable(
        "select Position from StreamCursors where AccountId = @AccountId and Stream = @Stream");

    public static readonly Sql MoveCursor = Sql.Portable(
        "update StreamCursors set Position = @Position, UpdatedAt = @Now where AccountId = @AccountId and Stream = @Stream");

    public static readonly Sql StartCursor = Sql.Portable(
        "insert into StreamCursors (AccountId, Stream, Position, UpdatedAt) values (@AccountId, @Stream, @Position, @Now)");

    public static readonly Sql StoreRaw = Sql.Portable(
        """
        insert into InboundItems (Id, AccountId, RemoteId, InReplyToId, AuthorId, Kind, ItemJson, RawJson, Via, State, Outcome, ProcessedAt,
            RemovedAt, NextCheckAt, ReceivedAt)
        select @Id, @AccountId, @RemoteId, @InReplyToId, @AuthorId, @Kind, @ItemJson, @RawJson, @Via, @State, @Outcome, @ProcessedAt,
            @RemovedAt, @NextCheckAt, @Now
        where not exists (select 1 from InboundItems where AccountId = @AccountId and RemoteId = @RemoteId)
        """);

    private const string New =
        "select Id, AccountId, RemoteId, ItemJson, State, Attempts, FailedStep, Outcome, LetIn, ReceivedAt from InboundItems";

    // Held to the transaction's end: of two runs over one item the second finds it done.
    public static readonly Sql ReadNew = Sql.For(
        sqlServer: $"{New} with (updlock, rowlock) where Id in {{ids Ids}} and State = 'New'",
        sqlite: $"{New} where Id in {{ids Ids}} and State = 'New'");

    public static readonly Sql Settle = Sql.Portable("""
        update InboundItems set State = @State, Outcome = @Outcome, FailedStep = @FailedStep, Attempts = Attempts + 1, ProcessedAt = @Now
        where Id = @Id
        """);

    public static readonly Sql Failed = Sql.Portable(
        """
        select i.Id, i.AccountId, a.Name as AccountName, a.Network, i.RemoteId, i.ItemJson, i.State, i.Attempts, i.FailedStep, i.Outcome,
            i.ReceivedAt
        from InboundItems i join Accounts a on a.Id = i.AccountId
        where i.State = 'Failed' order by i.ReceivedAt, i.Id {page}
        """);

    public static readonly Sql LeftOut = Sql.Portable(
        """
        select i.Id, i.AccountId, a.Name as AccountName, a.Network, i.RemoteId, i.ItemJson, i.State, i.Attempts, i.FailedStep, i.Outcome,
            i.ReceivedAt
        from InboundItems i join Accounts a on a.Id = i.AccountId
        where i.State = 'Ignored' and i.Outcome = @Reason order by i.ReceivedAt desc, i.Id {page}
        """);

    public static readonly Sql FailedCount = Sql.Portable("select count(*) from InboundItems where State = 'Failed'");
}

/// <summary>Something said to us, as it was stored before anything was made of it.</summary>
internal sealed record InboundRow
{
    public Guid Id { get; init; }

    public Guid AccountId { get; init; }

    public string AccountName { get; init; } = "";

    public string Network { get; init; } = "";

    public string RemoteId { get; init; } = "";

    public string ItemJson { get; init; } = "";

    /// <summary>New, Done, Ignored or Failed.</summary>
    public string State { get; init; } = "";

    /// <summary>A person wants it in a ticket.</summary>
    public bool LetIn { get; init; }

    public int Attempts { get; init; }

    public string? FailedStep { get; init; }

    public string? Outcome { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }
}
