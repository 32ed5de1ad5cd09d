using System.Collections.Immutable;
using Engagement.Channels;
using Engagement.Data;

namespace Engagement.Features.Accounts;

/// <summary>What an account may do just now.</summary>
internal enum AccountState
{
    Active,

    /// <summary>A person stopped it.</summary>
    Paused,

    /// <summary>The network does not accept our access any more; a person must connect it again.</summary>
    NeedsReconnect,

    /// <summary>A person removed it: no access is kept, nothing is sent or read. Its posts and tickets stay.</summary>
    Removed,
}

/// <summary>An account as its row holds it.</summary>
internal sealed record AccountRow
{
    public Guid Id { get; init; }

    public string Network { get; init; } = "";

    public string Name { get; init; } = "";

    public string Handle { get; init; } = "";

    public string RemoteId { get; init; } = "";

    public string Server { get; init; } = "";

    public string? AvatarUrl { get; init; }

    public string? ProfileUrl { get; init; }

    public string SettingsJson { get; init; } = "{}";

    public string SecretsCipher { get; init; } = "";

    public int SecretsVersion { get; init; }

    public DateTimeOffset? AccessExpiresAt { get; init; }

    /// <summary>When even a renewal no longer helps; null where that does not happen or is not told.</summary>
    public DateTimeOffset? RefreshEndsAt { get; init; }

    public AccountState State { get; init; }

    public DateTimeOffset? PublishLastOkAt { get; init; }

    public int PublishFailures { get; init; }

    public DateTimeOffset? PublishRestUntil { get; init; }

    public string? PublishLastError { get; init; }

    public DateTimeOffset? ListenLastOkAt { get; init; }

    public int ListenFailures { get; init; }

    public DateTimeOffset? ListenRestUntil { get; init; }

    public string? ListenLastError { get; init; }

    public DateTimeOffset? NextListenAt { get; init; }

    /// <summary>For whom a limit that both directions draw on is kept.</summary>
    public Limits.Direction FirstInLine { get; init; }

    /// <summary>In millionths of the network's currency; null: no limit.</summary>
    public long? MonthlyBudget { get; init; }

    /// <summary>Percent of the budget that posts may not use up.</summary>
    public int ListeningShare { get; init; }

    /// <summary>Be told at once what comes in, where the network can; polling goes on all the same.</summary>
    public bool Streaming { get; init; }

    /// <summary>What it speaks, a BCP 47 tag; null: each article's own language.</summary>
    public string? Language { get; init; }

    /// <summary>Until when a node holds its stream; past or null: none does.</summary>
    public DateTimeOffset? StreamLeaseUntil { get; init; }

    /// <summary>Why direct messages cannot be read; null where they can, or come with the mentions.</summary>
    public string? DirectError { get; init; }

    public DateTimeOffset? NextDirectAt { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? RemovedAt { get; init; }

    public string? RemovedBy { get; init; }

    /// <summary>When it was connected again after it had been removed; null: it never was removed.</summary>
    public DateTimeOffset? ConnectedAt { get; init; }

    /// <summary>What was said before makes no ticket; null: all that is read does.</summary>
    public DateTimeOffset? ListenFrom { get; init; }

    /// <summary>Where its tickets go; null: to no queue.</summary>
    public Guid? DefaultQueueId { get; init; }

    /// <summary>Since when it is ours to hear.</summary>
    public DateTimeOffset ConnectedSince => ConnectedAt ?? CreatedAt;

    /// <summary>Its settings without its secrets: all that measuring needs.</summary>
    public ChannelAccount ForMeasure() => new(Id, Network, Handle, RemoteId, Server.Length == 0 ? null : new Uri(Server),
        Json.Read<ImmutableDictionary<string, string>>(SettingsJson), ImmutableDictionary<string, string>.Empty);
}

internal static class AccountSql
{
    private const string Columns =
        """
        Id, Network, Name, Handle, RemoteId, Server, AvatarUrl, ProfileUrl, SettingsJson, SecretsCipher, SecretsVersion,
        AccessExpiresAt, RefreshEndsAt, State, PublishLastOkAt, PublishFailures, PublishRestUntil, PublishLastError,
        ListenLastOkAt, ListenFailures, ListenRestUntil, ListenLastError, NextListenAt, FirstInLine,
        MonthlyBudget, ListeningShare, Streaming, StreamLeaseUntil, DirectError, NextDirectAt, Language, CreatedAt,
        RemovedAt, RemovedBy, ConnectedAt, ListenFrom, DefaultQueueId
        """;

    public static readonly Sql Read = Sql.Portable($"select {Columns} from Accounts where Id = @Id");

    /// <summary>Through which a ticket came.</summary>
    public static readonly Sql OfTicketId = Sql.Portable(
        $"select {Columns} from Accounts where Id = (select AccountId from Tickets where Id = @Id)");

    /// <summary>The same by the ticket's number.</summary>
    public static readonly Sql OfTicket = Sql.Portable(
        $"select {Columns} from Accounts where Id = (select AccountId from Tickets where Number = @Number)");

    /// <summary>Some, and whatever account of ours has one of these ids at its network.</summary>
    public static readonly Sql ReadAround = Sql.Portable(
        $"select {Columns} from Accounts where Id in {{ids Ids}} or RemoteId in {{texts RemoteIds}}");

    /// <summary>Those that are connected: what people choose from and what jobs look after.</summary>
    public static readonly Sql ReadAll = Sql.Portable($"select {Columns} from Accounts where State <> 'Removed' order by Name, Id");

    /// <summary>Removed ones too: what was posted and heard keeps its account.</summary>
    public static readonly Sql ReadEvery = Sql.Portable($"select {Columns} from Accounts order by Name, Id");

    public static readonly Sql Insert = Sql.Portable(
        """
        insert into Accounts (Id, Network, Name, Handle, RemoteId, Server, AvatarUrl, ProfileUrl, SettingsJson, SecretsCipher,
            SecretsVersion, AccessExpiresAt, State, NextListenAt, CreatedAt, UpdatedAt)
        values (@Id, @Network, @Name, @Handle, @RemoteId, @Server, @AvatarUrl, @ProfileUrl, @SettingsJson, @SecretsCipher, 0,
            @AccessExpiresAt, 'Active', @Now, @Now, @Now)
        """);

    public static readonly Sql NeedsReconnect = Sql.Portable(
        "update Accounts set State = 'NeedsReconnect', PublishLastError = @Error, UpdatedAt = @Now where Id = @Id and State = 'Active'");
}
