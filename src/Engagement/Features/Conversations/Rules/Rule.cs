using Engagement.Data;

namespace Engagement.Features.Conversations.Rules;

/// <summary>When a rule is looked at.</summary>
internal enum RuleMoment
{
    /// <summary>A client wrote.</summary>
    Message,

    /// <summary>A person or a program changed the ticket. What rules change does not count, so no rule sets off another.</summary>
    Change,

    /// <summary>So long has passed since something; once for each such time.</summary>
    Time,
}

/// <summary>One thing that has to hold.</summary>
/// <param name="Field">One of <see cref="RuleFields"/>.</param>
/// <param name="Op">One of the field's.</param>
/// <param name="Value">As the field reads it; several, separated by commas, mean any of them.</param>
internal sealed record RuleCondition(string Field, string Op, string Value);

/// <summary>One thing to do.</summary>
/// <param name="Kind">One of <see cref="RuleActions"/>.</param>
internal sealed record RuleAction(string Kind, string Value);

/// <summary>If all of these hold, then do that.</summary>
internal sealed record Rule(
    Guid Id, string Name, RuleMoment Moment, IReadOnlyList<RuleCondition> Conditions, IReadOnlyList<RuleAction> Actions)
{
    /// <summary>As the log names it.</summary>
    public string Actor => $"{ActorStart}{Name}”";

    public const string ActorStart = "Rule “";

    public bool Holds(RuleFacts facts) => Conditions.All(c => RuleFields.Of(c.Field) is { } field && field.Holds(facts, c.Op, c.Value));
}

internal sealed record RuleRow
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public int Position { get; init; }

    public bool IsOn { get; init; }

    public RuleMoment Moment { get; init; }

    public string ConditionsJson { get; init; } = "[]";

    public string ActionsJson { get; init; } = "[]";

    public int Version { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public string UpdatedBy { get; init; } = "";

    /// <summary>Tickets it ran for in the last thirty days; only where asked for.</summary>
    public int Runs { get; init; }

    public Rule Rule() => new(Id, Name, Moment, Json.Read<List<RuleCondition>>(ConditionsJson), Json.Read<List<RuleAction>>(ActionsJson));
}

internal static class RuleSql
{
    private const string Columns = "r.Id, r.Name, r.Position, r.IsOn, r.Moment, r.ConditionsJson, r.ActionsJson, r.Version, "
        + "r.UpdatedAt, r.UpdatedBy";

    public static readonly Sql All = Sql.Portable(
        $$"""
        select {{Columns}}, (select count(*) from RuleRuns x where x.RuleId = r.Id and x.RanAt >= @Since) as Runs
        from Rules r where r.RemovedAt is null order by r.Position, r.Id
        """);

    public static readonly Sql Read = Sql.Portable($"select {Columns} from Rules r where r.Id = @Id and r.RemovedAt is null");

    public static readonly Sql Active = Sql.Portable(
        $"select {Columns} from Rules r where r.RemovedAt is null and r.IsOn = 1 and r.Moment = @Moment order by r.Position, r.Id");

    public static readonly Sql Insert = Sql.Portable(
        """
        insert into Rules (Id, Name, Position, IsOn, Moment, ConditionsJson, ActionsJson, Version, UpdatedAt, UpdatedBy)
        values (@Id, @Name, (select coalesce(max(Position), 0) + 1 from Rules), @IsOn, @Moment, @ConditionsJson, @ActionsJson, 1, @Now, @By)
        """);

    public static readonly Sql Update = Sql.Portable(
        """
        update Rules set Name = @Name, IsOn = @IsOn, Moment = @Moment, ConditionsJson = @ConditionsJson, ActionsJson = @ActionsJson,
            Version = Version + 1, UpdatedAt = @Now, UpdatedBy = @By
        where Id = @Id and Version = @Version and RemovedAt is null
        """);

    public static readonly Sql Remove = Sql.Portable(
        "update Rules set RemovedAt = @Now, UpdatedAt = @Now, UpdatedBy = @By where Id = @Id and RemovedAt is null");

    public static readonly Sql SetPosition = Sql.Portable("update Rules set Position = @Position where Id = @Id");

    public static readonly Sql HasRun = Sql.Portable(
        "select count(*) from RuleRuns where RuleId = @RuleId and TicketId = @TicketId and Occasion = @Occasion");

    public static readonly Sql Ran = Sql.Portable(
        "insert into RuleRuns (RuleId, TicketId, Occasion, Did, RanAt) values (@RuleId, @TicketId, @Occasion, @Did, @Now)");
}
