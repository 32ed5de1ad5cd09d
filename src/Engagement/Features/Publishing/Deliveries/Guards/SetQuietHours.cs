using Engagement.Data;
using FluentValidation;

namespace Engagement.Features.Publishing.Deliveries.Guards;

/// <summary>Sets when an account's posts do not go out, or that they always may.</summary>
internal sealed class SetQuietHours(Db db)
{
    private static readonly Validator Rules = new();

    private static readonly Sql AccountExists = Sql.Portable("select count(*) from Accounts where Id = @AccountId");

    private static readonly Sql Delete = Sql.Portable("delete from QuietHours where AccountId = @AccountId");

    private static readonly Sql Insert = Sql.Portable(
        "insert into QuietHours (AccountId, StartsAt, EndsAt, TimeZone) values (@AccountId, @StartsAt, @EndsAt, @TimeZone)");

    /// <param name="StartsAt">Local, e.g. <c>22:00</c>; empty with <paramref name="EndsAt"/>: there are none.</param>
    internal sealed record Command(Guid AccountId, string? StartsAt, string? EndsAt, string? TimeZone)
    {
        public bool IsNone => string.IsNullOrWhiteSpace(StartsAt) && string.IsNullOrWhiteSpace(EndsAt);
    }

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.StartsAt).Must(t => QuietHours.TryTime(t, out _)).WithMessage("Give a time such as 22:00, or leave both empty.");
            RuleFor(c => c.EndsAt).Must(t => QuietHours.TryTime(t, out _)).WithMessage("Give a time such as 07:00, or leave both empty.")
                .Must((c, end) => end != c.StartsAt).WithMessage("That would be always. Pause the account instead.");
            RuleFor(c => c.TimeZone).Must(z => TimeZoneInfo.TryFindSystemTimeZoneById(z ?? "", out _))
                .WithMessage("That is not a time zone, e.g. Europe/Berlin.");
        }
    }

    public async Task<Result<Guid>> RunAsync(Command command, CancellationToken ct)
    {
        if (!command.IsNone && Rules.Validate(command) is { IsValid: false } findings)
        {
            return Result<Guid>.From(findings);
        }

        return await db.DecideAsync<Guid>(async tx =>
        {
            if (await tx.ScalarAsync<int>(AccountExists, new { command.AccountId }, ct) == 0)
            {
                return new Result<Guid>.Missing("There is no such account.");
            }

            await tx.ExecuteAsync(Delete, new { command.AccountId }, ct);
            if (!command.IsNone)
            {
                await tx.ExecuteAsync(Insert, command, ct);
            }

            return command.AccountId;
        }, ct);
    }
}
