using Engagement.Data;
using FluentValidation;

namespace Engagement.Features.Publishing.Deliveries.Approval;

/// <summary>Gives posts back to whoever wrote them, with what is to be changed. They are drafts again.</summary>
internal sealed class ReturnDeliveries(Db db, Ledger ledger)
{
    /// <summary>The error kind of a draft that came back; the comment is its error.</summary>
    public const string Returned = nameof(Returned);

    private static readonly Validator Rules = new();

    internal sealed record Command(IReadOnlyList<SeenDelivery> Deliveries, string? Comment, string By);

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Deliveries).NotEmpty().WithMessage("Choose what to return.");
            RuleFor(c => c.Comment).NotEmpty().WithMessage("Say what should be changed.").MaximumLength(1000);
        }
    }

    /// <returns>How many were returned.</returns>
    public async Task<Result<int>> RunAsync(Command command, CancellationToken ct)
    {
        if (Rules.Validate(command) is { IsValid: false } findings)
        {
            return Result<int>.From(findings);
        }

        var comment = command.Comment!.Trim();
        return await db.DecideAsync<int>(async tx =>
        {
            foreach (var seen in command.Deliveries)
            {
                var read = await tx.OneAsync<Delivery>(LedgerSql.Read, new { seen.Id }, ct);
                if (read is null)
                {
                    return new Result<int>.Missing("There is no such delivery.");
                }

                if (read.State != DeliveryState.AwaitingApproval || !await ledger.MoveAsync(tx, seen.Id, seen.Version, new Move(
                    DeliveryState.AwaitingApproval, DeliveryState.Draft, $"Returned: {comment}",
                    command.By, Next: null) { ErrorKind = Returned, Error = comment }, ct))
                {
                    return new Result<int>.Conflict(
                        $"{read.Named} was changed meanwhile. Nothing was returned; read it again as it is now.");
                }
            }

            return command.Deliveries.Count;
        }, ct);
    }
}
