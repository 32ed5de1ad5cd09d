using Engagement.Data;

namespace Engagement.Features.Conversations.Clients;

internal enum ConsentState
{
    /// <summary>They were not asked.</summary>
    Unknown,
    Given,
    Withdrawn,
}

/// <summary>A person who writes to us, as their row holds them.</summary>
internal sealed record ClientRow
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public string? Company { get; init; }

    public string? Website { get; init; }

    public bool IsVip { get; init; }

    public ConsentState Consent { get; init; }

    public string? ConsentNote { get; init; }

    public DateTimeOffset? ConsentAt { get; init; }

    /// <summary>What they write from then on is kept, and makes no ticket.</summary>
    public DateTimeOffset? BlockedAt { get; init; }

    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>The client they are the same person as. Their handles and tickets stay theirs, so that this can be taken back.</summary>
    public Guid? MatchedIntoId { get; init; }

    public int Version { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

internal static class ClientSql
{
    public const string Columns =
        """
        c.Id, c.Name, c.Company, c.Website, c.IsVip, c.Consent, c.ConsentNote, c.ConsentAt, c.BlockedAt, c.ErasedAt, c.MatchedIntoId,
            c.Version, c.CreatedAt
        """;

    public static readonly Sql Read = Sql.Portable($"select {Columns} from Clients c where c.Id = @Id");

    /// <summary>Whom a client stands for: the one they are matched into, or they themselves.</summary>
    public static readonly Sql ReadPerson = Sql.Portable(
        $"select {Columns} from Clients c where c.Id = (select coalesce(o.MatchedIntoId, o.Id) from Clients o where o.Id = @Id)");

    /// <summary>All clients who are this person.</summary>
    public static readonly Sql Group = Sql.Portable(
        $"select {Columns} from Clients c where c.Id = @Id or c.MatchedIntoId = @Id order by c.CreatedAt, c.Id");

    public static readonly Sql InsertEvent = Sql.Portable(
        """
        insert into ClientEvents (Id, ClientId, Kind, Detail, Actor, ActorId, OccurredAt)
        values (@Id, @ClientId, @Kind, @Detail, @Actor, @ActorId, @Now)
        """);
}
