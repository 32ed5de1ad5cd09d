using System.Globalization;
using Engagement.Common.Settings;
using Engagement.Data;
using FluentValidation;

namespace Engagement.Features.Publishing.Deliveries.Guards;

/// <summary>Sets what posts are guarded against, for all accounts. It holds from the next send on.</summary>
internal sealed class SaveGuards(Db db, TimeProvider clock)
{
    private static readonly Validator Rules = new();

    internal sealed record Command(int? DuplicateDays, int? ArticleDays, int? PostsPerHour, string By);

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.DuplicateDays).NotNull().WithMessage("Give a number of days, or 0.")
                .InclusiveBetween(0, 365).WithMessage("Between 0 and 365 days.");
            RuleFor(c => c.ArticleDays).NotNull().WithMessage("Give a number of days, or 0.")
                .InclusiveBetween(0, 365).WithMessage("Between 0 and 365 days.");
            RuleFor(c => c.PostsPerHour).NotNull().WithMessage("Give a number of posts, or 0.")
                .InclusiveBetween(0, 1000).WithMessage("Between 0 and 1000 posts.");
        }
    }

    public async Task<Result<GuardSettings>> RunAsync(Command command, CancellationToken ct)
    {
        if (Rules.Validate(command) is { IsValid: false } findings)
        {
            return Result<GuardSettings>.From(findings);
        }

        await db.InTransactionAsync(async tx =>
        {
            foreach (var (name, value) in new[] { (GuardSettings.DuplicateName, command.DuplicateDays),
                (GuardSettings.ArticleName, command.ArticleDays), (GuardSettings.HourName, command.PostsPerHour) })
            {
                await AppSettings.SetAsync(tx, name, value!.Value.ToString(CultureInfo.InvariantCulture), clock.Now(), command.By, ct);
            }
        }, ct);
        return new GuardSettings(command.DuplicateDays!.Value, command.ArticleDays!.Value, command.PostsPerHour!.Value);
    }
}
