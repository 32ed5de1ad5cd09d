using Engagement.Data;
using FluentValidation;

namespace Engagement.Features.Conversations.Tickets.Queues;

/// <summary>
/// Adds a field to a queue's tickets, or renames it and changes what can be chosen. Its kind stays: tickets hold values of it.
/// </summary>
internal sealed class SaveField(Db db, TimeProvider clock)
{
    private const int MostFields = 30;
    private static readonly Validator Rules = new();

    private static readonly Sql Insert = Sql.Portable(
        """
        insert into TicketFields (Id, QueueId, Name, Kind, Choices, Position, CreatedAt)
        select @Id, q.Id, @Name, @Kind, @Choices, (select count(*) from TicketFields f where f.QueueId = q.Id), @Now
        from Queues q where q.Id = @QueueId and q.RemovedAt is null
        """);

    private static readonly Sql Change = Sql.Portable(
        "update TicketFields set Name = @Name, Choices = @Choices where Id = @Id and QueueId = @QueueId and RemovedAt is null");

    private static readonly Sql Remove = Sql.Portable(
        "update TicketFields set RemovedAt = @Now where Id = @Id and QueueId = @QueueId and RemovedAt is null");

    /// <param name="Id">Null: a new one.</param>
    internal sealed record Command(Guid QueueId, Guid? Id, string FieldName, string Kind, string? Choices);

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.FieldName).NotEmpty().WithMessage("Give the field a name, such as Order number.").MaximumLength(100);
            RuleFor(c => c.Kind).Must(k => TicketField.Kinds.Any(kind => kind.Kind == k))
                .WithMessage("A field is text, a number, a choice or a date.");
            RuleFor(c => c.Choices).NotEmpty().When(c => c.Kind == "choice")
                .WithMessage("Say what can be chosen, one a line.").MaximumLength(4000);
        }
    }

    public async Task<Result<Guid>> RunAsync(Command command, CancellationToken ct)
    {
        command = command with { FieldName = command.FieldName.Trim() };
        if (Rules.Validate(command) is { IsValid: false } findings)
        {
            return Result<Guid>.From(findings);
        }

        var fields = await db.QueryAsync<TicketField>(QueueSql.Fields, new { command.QueueId }, ct);
        if (fields.Any(f => f.Id != command.Id && f.Name.Equals(command.FieldName, StringComparison.OrdinalIgnoreCase)))
        {
            return Result<Guid>.Wrong(nameof(command.FieldName), "The queue has a field of that name already.");
        }

        if (command.Id is null && fields.Count >= MostFields)
        {
            return Result<Guid>.Wrong(nameof(command.FieldName), $"At most {MostFields} fields: a form nobody can fill in helps nobody.");
        }

        var row = new
        {
            Id = command.Id ?? Ids.New(clock),
            command.QueueId,
            Name = command.FieldName,
            command.Kind,
            Choices = command.Kind == "choice"
                ? string.Join('\n', (command.Choices ?? "")
                    .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal))
                : "",
            Now = clock.Now(),
        };
        return await db.ExecuteAsync(command.Id is null ? Insert : Change, row, ct) == 1
            ? row.Id
            : new Result<Guid>.Missing("There is no such queue, or no such field in it.");
    }

    /// <summary>Takes it away from the form. What tickets hold in it stays and shows on them.</summary>
    public async Task<Result<Guid>> RemoveAsync(Guid queueId, Guid id, CancellationToken ct) =>
        await db.ExecuteAsync(Remove, new { Id = id, QueueId = queueId, Now = clock.Now() }, ct) == 1
            ? id : new Result<Guid>.Missing("There is no such field.");
}
