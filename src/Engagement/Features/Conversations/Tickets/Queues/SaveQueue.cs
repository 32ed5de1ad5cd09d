using Engagement.Data;
using FluentValidation;

namespace Engagement.Features.Conversations.Tickets.Queues;

/// <summary>Makes a queue, or changes its name, who works on it, and which accounts' new tickets go to it.</summary>
internal sealed class SaveQueue(Db db, TimeProvider clock)
{
    private static readonly Validator Rules = new();

    private static readonly Sql Insert = Sql.Portable("insert into Queues (Id, Name, CreatedAt) values (@Id, @Name, @Now)");

    private static readonly Sql Rename = Sql.Portable("update Queues set Name = @Name where Id = @Id and RemovedAt is null");

    private static readonly Sql Taken = Sql.Portable("select count(*) from Queues where Name = @Name and RemovedAt is null and Id <> @Id");

    private static readonly Sql Empty = Sql.Portable("delete from QueueMembers where QueueId = @Id");

    private static readonly Sql Join = Sql.Portable(
        "insert into QueueMembers (QueueId, UserId) select @Id, u.Id from Users u where u.Id in {ids Members}");

    private static readonly Sql LetGo = Sql.Portable(
        "update Accounts set DefaultQueueId = null where DefaultQueueId = @Id and Id not in {ids Accounts}");

    private static readonly Sql Take = Sql.Portable("update Accounts set DefaultQueueId = @Id where Id in {ids Accounts}");

    /// <param name="Id">Null: a new one.</param>
    /// <param name="MemberIds">All who work on it.</param>
    /// <param name="AccountIds">All accounts whose new tickets go to it; from another queue they move here.</param>
    internal sealed record Command(Guid? Id, string Name, IReadOnlyCollection<Guid> MemberIds, IReadOnlyCollection<Guid> AccountIds);

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Name).NotEmpty().WithMessage("Give the queue a name, such as Billing.").MaximumLength(100);
            RuleFor(c => c.Name).Must(n => n is null || !n.Any(char.IsControl)).WithMessage("One line, please.");
        }
    }

    public async Task<Result<Guid>> RunAsync(Command command, CancellationToken ct)
    {
        command = command with { Name = command.Name.Trim() };
        if (Rules.Validate(command) is { IsValid: false } findings)
        {
            return Result<Guid>.From(findings);
        }

        return await db.DecideAsync<Guid>(async tx =>
        {
            var row = new
            {
                Id = command.Id ?? Ids.New(clock),
                command.Name,
                Members = Json.Ids(command.MemberIds),
                Accounts = Json.Ids(command.AccountIds),
                Now = clock.Now(),
            };
            if (await tx.ScalarAsync<int>(Taken, row, ct) > 0)
            {
                return Result<Guid>.Wrong(nameof(command.Name), "There is a queue of that name already.");
            }

            if (command.Id is null)
            {
                await tx.ExecuteAsync(Insert, row, ct);
            }
            else if (await tx.ExecuteAsync(Rename, row, ct) == 0)
            {
                return new Result<Guid>.Missing("There is no such queue.");
            }

            await tx.ExecuteAsync(Empty, row, ct);
            await tx.ExecuteAsync(Join, row, ct);
            await tx.ExecuteAsync(LetGo, row, ct);
            await tx.ExecuteAsync(Take, row, ct);
            return row.Id;
        }, ct);
    }
}
