using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Content.Templates;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Posts;
using FluentValidation;

namespace Engagement.Features.Publishing.Series;

/// <summary>
/// Makes a series or changes one. Posts it has made already stay as they are, and what is changed holds after the last of them; or those
/// that wait are cancelled and made anew.
/// </summary>
internal sealed class SaveSeries(Db db, Ledger ledger, ChannelCatalog channels, ZoneData zones, TimeProvider clock)
{
    public const int MostSlots = 24;
    public const int MostHorizon = 90;

    private static readonly Sql ReadDeliveries = Sql.Portable(
        "select Id, Version, State from Deliveries where PostId = @PostId order by Part desc");

    /// <param name="Id">Null: a new one.</param>
    /// <param name="Version">Of the series as it was seen.</param>
    /// <param name="Templates">They take turns.</param>
    /// <param name="StartsOn">A local date, e.g. <c>2026-12-01</c>; empty: at once.</param>
    /// <param name="EndsOn">The last local date; empty: it does not end.</param>
    /// <param name="Anew">Posts that wait are cancelled and made anew.</param>
    internal sealed record Command(
        Guid? Id, int Version, string? Name, IReadOnlyList<Slot> Slots,
        string? TimeZone, SeriesQueue Queue, string? Tag, int RestDays, bool Repeats,
        string? StartsOn, string? EndsOn, int HorizonDays, LatePolicy? Late,
        IReadOnlyList<Guid> Templates, IReadOnlyList<Guid> Accounts, bool Anew, string By, Guid? ById);

    /// <param name="Cancelled">Posts that are made anew.</param>
    internal sealed record Saved(Guid Id, int Cancelled);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(ZoneData zones)
        {
            RuleFor(c => c.Name).NotEmpty().WithMessage("Give it a name.").MaximumLength(100).WithMessage("At most 100 characters.");
            RuleFor(c => c.TimeZone).Must(z => zones.Find(z ?? "") is not null).WithMessage("That is not a time zone, e.g. Europe/Berlin.");
            RuleFor(c => c.Slots).NotEmpty().WithMessage("Give at least one time.")
                .Must(s => s is null || s.Count <= MostSlots).WithMessage($"At most {MostSlots} times.");
            RuleForEach(c => c.Slots).Must(s => s.TryTime(out _)).WithMessage("Give a time such as 09:00.")
                .Must(s => s.Days.Count > 0).WithMessage("Choose at least one day.");
            RuleFor(c => c.Queue).IsInEnum().WithMessage("Hand, Tag or All.");
            RuleFor(c => c.Tag).NotEmpty().When(c => c.Queue == SeriesQueue.Tag)
                .WithMessage("Which tag?").MaximumLength(100).WithMessage("At most 100 characters.");
            RuleFor(c => c.RestDays).InclusiveBetween(0, 3650).WithMessage("Between 0 and 3650 days.");
            RuleFor(c => c.HorizonDays).InclusiveBetween(1, MostHorizon).WithMessage($"Between 1 and {MostHorizon} days.");
            RuleFor(c => c.StartsOn).Must(d => string.IsNullOrWhiteSpace(d) || SeriesRow.Day(d) is not null)
                .WithMessage("Give a date such as 2026-12-01.")
                .Must(d => SensibleDates.Has(SeriesRow.Day(d))).WithMessage(SensibleDates.Wanted);
            RuleFor(c => c.EndsOn).Must(d => string.IsNullOrWhiteSpace(d) || SeriesRow.Day(d) is not null)
                .WithMessage("Give a date such as 2026-12-31.")
                .Must(d => SensibleDates.Has(SeriesRow.Day(d))).WithMessage(SensibleDates.Wanted)
                .Must((c, end) => SeriesRow.Day(end) is not { } last || SeriesRow.Day(c.StartsOn) is not { } first || first <= last)
                .WithMessage("It ends before it starts.");
            RuleFor(c => c.Templates).NotEmpty().WithMessage("Choose at least one template.");
            RuleFor(c => c.Accounts).NotEmpty().WithMessage("Choose at least one account.");
            RuleFor(c => c.Late!).SetValidator(new LatePolicy.Validator()).When(c => c.Late is not null);
        }
    }

    public async Task<Result<Saved>> RunAsync(Command command, CancellationToken ct)
    {
        if (new Validator(zones).Validate(command) is { IsValid: false } findings)
        {
            return Result<Saved>.From(findings);
        }

        return await db.DecideAsync(tx => SaveAsync(tx, command, ct), ct);
    }

    private async Task<Result<Saved>> SaveAsync(Tx tx, Command command, CancellationToken ct)
    {
        foreach (var id in command.Templates)
        {
            if (await tx.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = id }, ct) is not { Kind: TemplateKinds.Post, State: "Active" })
            {
                return Result<Saved>.Wrong(nameof(command.Templates), "One of the templates is not there any more, or is not for posts.");
            }
        }

        foreach (var id in command.Accounts)
        {
            if (await tx.OneAsync<AccountRow>(AccountSql.Read, new { Id = id }, ct) is not { State: not AccountState.Removed } account
                || channels.Find(account.Network) is not IPublish)
            {
                return Result<Saved>.Wrong(nameof(command.Accounts), "One of the accounts is not there any more, or takes no posts.");
            }
        }

        var now = clock.Now();
        var row = new
        {
            Id = command.Id ?? Ids.New(now),
            command.Version,
            Name = command.Name!.Trim(),
            TimeZone = command.TimeZone!,
            SlotsJson = Slot.Write(command.Slots),
            Queue = command.Queue.ToString(),
            Tag = command.Queue == SeriesQueue.Tag ? command.Tag!.Trim() : null,
            command.RestDays,
            Repeats = command.Repeats ? 1 : 0,
            StartsOn = string.IsNullOrWhiteSpace(command.StartsOn) ? null : command.StartsOn,
            EndsOn = string.IsNullOrWhiteSpace(command.EndsOn) ? null : command.EndsOn,
            command.HorizonDays,
            GraceMinutes = (int?)command.Late?.Grace.TotalMinutes,
            WhenLate = command.Late?.Then.ToString(),
            Now = now,
            command.By,
            command.ById,
        };
        if (await tx.ExecuteAsync(command.Id is null ? SeriesSql.Insert : SeriesSql.Update, row, ct) == 0)
        {
            return await tx.OneAsync<SeriesRow>(SeriesSql.Read, new { row.Id }, ct) is null
                ? new Result<Saved>.Missing("There is no such series.")
                : new Result<Saved>.Conflict("Somebody changed it meanwhile. Look at it again as it is now.");
        }

        await tx.ExecuteAsync(SeriesSql.DropAccounts, new { row.Id }, ct);
        await tx.ExecuteAsync(SeriesSql.DropTemplates, new { row.Id }, ct);
        foreach (var account in command.Accounts.Distinct())
        {
            await tx.ExecuteAsync(SeriesSql.InsertAccount, new { row.Id, AccountId = account }, ct);
        }

        foreach (var (i, template) in command.Templates.Index())
        {
            await tx.ExecuteAsync(SeriesSql.InsertTemplate, new { row.Id, Position = i + 1, TemplateId = template }, ct);
        }

        return new Saved(row.Id, command is { Id: not null, Anew: true } ? await CancelWaitingAsync(tx, row.Id, command.By, ct) : 0);
    }

    // Its occurrences go too, so that each may be made again.
    private async Task<int> CancelWaitingAsync(Tx tx, Guid id, string by, CancellationToken ct)
    {
        var waiting = await tx.QueryAsync<OccurrenceRow>(OccurrenceSql.Waiting, new { SeriesId = id, Now = clock.Now() }, ct);
        foreach (var occurrence in waiting)
        {
            foreach (var delivery in await tx.QueryAsync<Delivery>(ReadDeliveries, new { occurrence.PostId }, ct))
            {
                if (LegalMoves.Allows(delivery.State, DeliveryState.Cancelled))
                {
                    await ledger.MoveAsync(tx, delivery.Id, delivery.Version,
                        new Move(delivery.State, DeliveryState.Cancelled,
                            "Its series was changed, and makes it anew.", by, Next: null), ct);
                }
            }

            await tx.ExecuteAsync(OccurrenceSql.Delete, new { occurrence.SeriesId, occurrence.LocalTime }, ct);
        }

        return waiting.Count;
    }
}
