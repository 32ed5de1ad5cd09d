using Engagement.Common.Settings;
using Engagement.Data;
using Engagement.Events;
using FluentValidation;

namespace Engagement.Features.Conversations.Listening.Accounting;

/// <summary>Puts a name to a day's statement, which keeps it from then on; before that it can be counted again.</summary>
internal sealed class ApproveDailyReport(Db db, CountDay count, DomainEvents events, TimeProvider clock)
{
    private static readonly Validator Rules = new();

    /// <param name="Day">e.g. <c>2026-11-24</c>.</param>
    /// <param name="MadeAt">Of the figures that were read.</param>
    /// <param name="Remark">What is to be said of them; needed where something on them is not as it should be.</param>
    internal sealed record Command(string Day, DateTimeOffset MadeAt, string? Remark, string By, Guid? ById);

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Remark).MaximumLength(1000);
    }

    public async Task<Result<string>> RunAsync(Command command, CancellationToken ct)
    {
        if (Rules.Validate(command) is { IsValid: false } findings)
        {
            return Result<string>.From(findings);
        }

        if (await db.OneAsync<Statement>(DailyReportSql.OfDay, new { command.Day }, ct) is not { } statement)
        {
            return new Result<string>.Missing("There is no statement of that day.");
        }

        var remark = string.IsNullOrWhiteSpace(command.Remark) ? null : command.Remark.Trim();
        if (remark is null && statement.SignedAt is null && statement.Figures.Any(f => f.NeedsALook))
        {
            return Result<string>.Wrong(nameof(command.Remark), "Something on it is not as it should be. Say what is to be said of it.");
        }

        return await db.DecideAsync<string>(async tx =>
        {
            if (await tx.ExecuteAsync(DailyReportSql.Sign,
                new { command.Day, command.MadeAt, Remark = remark, command.By, command.ById, Now = clock.Now() }, ct) == 0)
            {
                return new Result<string>.Conflict("It was signed or counted again meanwhile. Look at it as it is now.");
            }

            await events.RaiseAsync(tx, new NoticeMended(MakeDailyReports.KeyOf(command.Day)), ct);
            return command.Day;
        }, ct);
    }

    /// <summary>Late messages and filled gaps may have changed the day.</summary>
    public async Task<Result<string>> CountAgainAsync(string day, CancellationToken ct)
    {
        if (await db.OneAsync<Statement>(DailyReportSql.OfDay, new { Day = day }, ct) is not { } statement)
        {
            return new Result<string>.Missing("There is no statement of that day.");
        }

        var figures = await count.RunAsync(statement.FromAt, statement.ToAt, ct);
        var counted = await db.ExecuteAsync(DailyReportSql.CountAgain,
            new { Day = day, FiguresJson = Json.Write(figures), Unexplained = figures.Sum(f => f.Unexplained), Now = clock.Now() }, ct);
        return counted == 1 ? day : new Result<string>.Conflict("It is signed, and stays as it is.");
    }

    /// <summary>In whose time days begin from now on; statements already made keep theirs.</summary>
    public async Task<Result<string>> SetZoneAsync(string? zone, string by, CancellationToken ct)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone ?? "", out var found))
        {
            return Result<string>.Wrong("Zone", "That is not a time zone, e.g. Europe/Berlin.");
        }

        await db.InTransactionAsync(tx => AppSettings.SetAsync(tx, DailyReportZone.Name, found.Id, clock.Now(), by, ct), ct);
        return found.Id;
    }
}
