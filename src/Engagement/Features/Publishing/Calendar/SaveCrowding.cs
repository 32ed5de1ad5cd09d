using System.Globalization;
using Engagement.Common.Settings;
using Engagement.Data;
using FluentValidation;

namespace Engagement.Features.Publishing.Calendar;

/// <summary>Sets when the calendar calls posts too close.</summary>
internal sealed class SaveCrowding(Db db, TimeProvider clock)
{
    private static readonly Validator Rules = new();

    internal sealed record Command(int? AccountMinutes, int? ArticleDays, string By);

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.AccountMinutes).NotNull().WithMessage("Give a number of minutes; 0 for never.")
                .InclusiveBetween(0, 1440).WithMessage("Between 0 and 1440 minutes.");
            RuleFor(c => c.ArticleDays).NotNull().WithMessage("Give a number of days; 0 for never.")
                .InclusiveBetween(0, 365).WithMessage("Between 0 and 365 days.");
        }
    }

    public async Task<Result<Crowding>> RunAsync(Command command, CancellationToken ct)
    {
        if (Rules.Validate(command) is { IsValid: false } findings)
        {
            return Result<Crowding>.From(findings);
        }

        var crowding = new Crowding(command.AccountMinutes!.Value, command.ArticleDays!.Value);
        await db.InTransactionAsync(async tx =>
        {
            var now = clock.Now();
            await AppSettings.SetAsync(tx, Crowding.AccountMinutesName,
                crowding.AccountMinutes.ToString(CultureInfo.InvariantCulture), now, command.By, ct);
            await AppSettings.SetAsync(tx, Crowding.ArticleDaysName,
                crowding.ArticleDays.ToString(CultureInfo.InvariantCulture), now, command.By, ct);
        }, ct);
        return crowding;
    }
}
