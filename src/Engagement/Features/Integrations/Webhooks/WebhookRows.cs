using System.Text.Json;
using Engagement.Data;

namespace Engagement.Features.Integrations.Webhooks;

/// <summary>Where events are sent.</summary>
internal sealed record EndpointRow
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public string Url { get; init; } = "";

    /// <summary>Between spaces; <c> * </c> is all of them.</summary>
    public string EventTypes { get; init; } = "";

    public string SecretsCipher { get; init; } = "";

    public bool AllowPrivate { get; init; }

    /// <summary>Active, Paused by a person, or Disabled because it did not answer for days.</summary>
    public string State { get; init; } = "";

    /// <summary>No call has succeeded since.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    public DateTimeOffset? LastOkAt { get; init; }

    public string? LastError { get; init; }

    public int Failures { get; init; }

    public DateTimeOffset? RestUntil { get; init; }

    public int Version { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public string CreatedBy { get; init; } = "";

    public bool TakesAll => EventTypes.Contains(" * ", StringComparison.Ordinal);

    public IReadOnlyList<string> Types => EventTypes.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public bool Wants(string type) => TakesAll || EventTypes.Contains($" {type} ", StringComparison.Ordinal);
}

/// <summary>One event to one endpoint.</summary>
internal sealed record WebhookDeliveryRow
{
    public Guid Id { get; init; }

    public Guid EndpointId { get; init; }

    public Guid EventId { get; init; }

    public string Type { get; init; } = "";

    public string DataJson { get; init; } = "";

    /// <summary>Waiting, Delivered or Failed.</summary>
    public string State { get; init; } = "";

    public int Attempts { get; init; }

    public int Tries { get; init; }

    public int? Status { get; init; }

    public string? LastError { get; init; }

    public DateTimeOffset? NextAt { get; init; }

    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>When what it tells of happened.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The message's id, the same on every try and replay: receivers know by it what they have already.</summary>
    public string MessageId => $"evt_{EventId:N}";

    /// <summary>What is sent: type, timestamp and data, as the specification recommends.</summary>
    public byte[] Body()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("type", Type);
            writer.WriteString("timestamp", CreatedAt.ToUniversalTime().ToString(
                "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture));
            writer.WritePropertyName("data");
            writer.WriteRawValue(DataJson);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }
}

internal sealed record WebhookAttemptRow
{
    public int Number { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public int Milliseconds { get; init; }

    public int? Status { get; init; }

    public string? Said { get; init; }
}

internal static class WebhookSql
{
    private const string EndpointColumns =
        "Id, Name, Url, EventTypes, SecretsCipher, AllowPrivate, State, FailingSince, LastOkAt, LastError, Failures, RestUntil, "
            + "Version, CreatedAt, CreatedBy";

    private const string DeliveryColumns =
        "d.Id, d.EndpointId, d.EventId, e.Type, e.DataJson, d.State, d.Attempts, d.Tries, d.Status, d.LastError, d.NextAt, "
            + "d.DeliveredAt, d.CreatedAt";

    public static readonly Sql Endpoints = Sql.Portable(
        $"select {EndpointColumns} from WebhookEndpoints where RemovedAt is null order by Name, Id");

    public static readonly Sql ReadEndpoint = Sql.Portable(
        $"select {EndpointColumns} from WebhookEndpoints where Id = @Id and RemovedAt is null");

    public static readonly Sql InsertEndpoint = Sql.Portable(
        """
        insert into WebhookEndpoints (Id, Name, Url, EventTypes, SecretsCipher, AllowPrivate, State, CreatedAt, CreatedBy)
        values (@Id, @Name, @Url, @EventTypes, @SecretsCipher, @AllowPrivate, 'Active', @Now, @By)
        """);

    public static readonly Sql ChangeEndpoint = Sql.Portable(
        """
        update WebhookEndpoints set Name = @Name, Url = @Url, EventTypes = @EventTypes, AllowPrivate = @AllowPrivate, State = @State,
            FailingSince = case when @Anew = 1 then null else FailingSince end, Failures = case when @Anew = 1 then 0 else Failures end,
            RestUntil = case when @Anew = 1 then null else RestUntil end, Version = Version + 1
        where Id = @Id and Version = @Version and RemovedAt is null
        """);

    public static readonly Sql SetSecret = Sql.Portable("""
        update WebhookEndpoints set SecretsCipher = @SecretsCipher, Version = Version + 1 where Id = @Id and Version = @Version
            and RemovedAt is null
        """);

    public static readonly Sql RemoveEndpoint = Sql.Portable(
        "update WebhookEndpoints set RemovedAt = @Now, SecretsCipher = '', State = 'Disabled' where Id = @Id and RemovedAt is null");

    // Written at most once a minute while all is well: a row that every call touches would be where all of them meet.
    public static readonly Sql AnsweredWell = Sql.Portable(
        """
        update WebhookEndpoints set LastOkAt = @Now, FailingSince = null, Failures = 0, RestUntil = null, LastError = null
        where Id = @Id and (LastOkAt is null or LastOkAt < @MinuteAgo or FailingSince is not null)
        """);

    public static readonly Sql Failed = Sql.Portable(
        """
        update WebhookEndpoints set Failures = Failures + 1, FailingSince = coalesce(FailingSince, @Now), RestUntil = @RestUntil,
            LastError = @Error
        where Id = @Id
        """);

    /// <summary>A person wants it called now.</summary>
    public static readonly Sql Wake = Sql.Portable("update WebhookEndpoints set RestUntil = null where Id = @Id and RestUntil is not null");

    public static readonly Sql Disable = Sql.Portable(
        "update WebhookEndpoints set State = 'Disabled', Version = Version + 1 where Id = @Id and State = 'Active'");

    public static readonly Sql ReadEvent = Sql.Portable("select Id, Type, OccurredAt from WebhookEvents where Id = @Id");

    public static readonly Sql InsertEvent = Sql.Portable(
        "insert into WebhookEvents (Id, Type, SubjectId, DataJson, OccurredAt) values (@Id, @Type, @SubjectId, @DataJson, @Now)");

    public static readonly Sql InsertDelivery = Sql.Portable(
        """
        insert into WebhookDeliveries (Id, EndpointId, EventId, State, Attempts, Tries, NextAt, CreatedAt)
        select @Id, @EndpointId, @EventId, 'Waiting', 0, 0, @Now, @OccurredAt
        where not exists (select 1 from WebhookDeliveries where EndpointId = @EndpointId and EventId = @EventId)
        """);

    public static readonly Sql ReadDelivery = Sql.Portable(
        $"select {DeliveryColumns} from WebhookDeliveries d join WebhookEvents e on e.Id = d.EventId where d.Id = @Id");

    public static readonly Sql ListDeliveries = Sql.Portable($$"""
        select {{DeliveryColumns}} from WebhookDeliveries d join WebhookEvents e on e.Id = d.EventId {where}
        order by d.CreatedAt desc, d.Id desc {page}
        """);

    public static readonly Sql OfEndpoint = Sql.Portable("d.EndpointId = @EndpointId");

    public static readonly Sql InState = Sql.Portable("d.State = @State");

    public static readonly Sql OfType = Sql.Portable("e.Type = @Type");

    public static readonly Sql Before = Sql.Portable("d.CreatedAt <= @AfterTime and (d.CreatedAt < @AfterTime or d.Id < @AfterId)");

    public static readonly Sql Attempts = Sql.Portable(
        "select Number, StartedAt, Milliseconds, Status, Said from WebhookAttempts where DeliveryId = @Id order by Number");

    public static readonly Sql InsertAttempt = Sql.Portable("""
        insert into WebhookAttempts (DeliveryId, Number, StartedAt, Milliseconds, Status, Said)
        values (@Id, @Number, @StartedAt, @Milliseconds, @Status, @Said)
        """);

    // Only the one that saw it as it stands: a lease that ended half-way must not count a try twice.
    public static readonly Sql EndTry = Sql.Portable(
        """
        update WebhookDeliveries set State = @State, Attempts = Attempts + 1, Tries = Tries + 1, Status = @Status, LastError = @Error,
            NextAt = @NextAt, DeliveredAt = coalesce(@DeliveredAt, DeliveredAt)
        where Id = @Id and Attempts = @Seen
        """);

    public static readonly Sql Again = Sql.Portable(
        "update WebhookDeliveries set State = 'Waiting', Tries = 0, NextAt = @Now where Id = @Id");

    public static readonly Sql DeliveryOf = Sql.Portable(
        "select Id from WebhookDeliveries where EndpointId = @EndpointId and EventId = @EventId");

    public static readonly Sql EventsBetween = Sql.Portable(
        """
        select Id, Type, OccurredAt from WebhookEvents
        where OccurredAt >= @From and OccurredAt < @To and (OccurredAt >= @After and (OccurredAt > @After or Id > @AfterId))
            and Type <> 'ping'
        order by OccurredAt, Id {page}
        """);

    // What waited while it was paused.
    public static readonly Sql WaitingOf = Sql.Portable(
        "select Id from WebhookDeliveries where EndpointId = @Id and State = 'Waiting' order by CreatedAt, Id");
}

internal sealed record WebhookEventRow
{
    public Guid Id { get; init; }

    public string Type { get; init; } = "";

    public DateTimeOffset OccurredAt { get; init; }
}
