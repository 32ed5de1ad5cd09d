using Engagement.Data;
using FluentValidation;
using FluentValidation.Results;

namespace Engagement.Features.Conversations.Sla;

/// <summary>
/// Changes policies and calendars by writing the next book. It is in force from now on, for clocks that start from now on; nothing that
/// was promised before changes.
/// </summary>
internal sealed class ChangeSla(Db db, TimeProvider clock)
{
    /// <param name="Version">The book the person looked at; 0: there was none.</param>
    /// <param name="Policies">All of them as they are to be, in the order they are tried.</param>
    /// <param name="Change">What is different, in a sentence.</param>
    internal sealed record Command(
        int Version, IReadOnlyList<SlaPolicy> Policies, IReadOnlyList<SlaCalendar> Calendars, string Change, string By, Guid? ById);

    private sealed class BookValidator : AbstractValidator<Command>
    {
        public BookValidator()
        {
            RuleFor(c => c.Policies).Must(p => p.Count <= 100).WithMessage("At most 100 policies.");
            RuleFor(c => c.Policies).Must(p => p.DistinctBy(x => x.Name.ToUpperInvariant()).Count() == p.Count)
                .OverridePropertyName("Name").WithMessage("There is a policy of that name already.");
            RuleFor(c => c.Calendars).Must(p => p.DistinctBy(x => x.Name.ToUpperInvariant()).Count() == p.Count)
                .OverridePropertyName("Name").WithMessage("There is a calendar of that name already.");
            RuleFor(c => c.Policies).Must((c, policies) => policies.All(p => c.Calendars.Any(k => k.Name == p.Calendar)))
                .OverridePropertyName("Calendar")
                .WithMessage("A policy goes by a calendar that is not there. Choose another one for it first.");
        }
    }

    private sealed class PolicyValidator : AbstractValidator<SlaPolicy>
    {
        // A target above this is a slip of the finger: a year of open time.
        private const int MostMinutes = 525_600;

        public PolicyValidator()
        {
            RuleFor(p => p.Name).NotEmpty().WithMessage("Give it a name.").MaximumLength(100).WithMessage("At most 100 characters.");
            RuleFor(p => p.WarnAt).InclusiveBetween(1, 99).WithMessage("Warn between 1 and 99 percent of the target.");
            RuleFor(p => p.FirstReply).InclusiveBetween(1, MostMinutes).WithMessage($"Between 1 and {MostMinutes:N0} minutes.");
            RuleFor(p => p.NextReply).InclusiveBetween(1, MostMinutes).WithMessage($"Between 1 and {MostMinutes:N0} minutes.");
            RuleFor(p => p.Resolution).InclusiveBetween(1, MostMinutes).WithMessage($"Between 1 and {MostMinutes:N0} minutes.");
            RuleFor(p => p.FirstReply).Must((p, _) => p.FirstReply is not null || p.NextReply is not null || p.Resolution is not null)
                .WithMessage("Promise at least one of the three.");
        }
    }

    private sealed class CalendarValidator : AbstractValidator<SlaCalendar>
    {
        public CalendarValidator()
        {
            RuleFor(c => c.Name).NotEmpty().WithMessage("Give it a name.").MaximumLength(100).WithMessage("At most 100 characters.");
            RuleFor(c => c.Zone).Must(z => TimeZoneInfo.TryFindSystemTimeZoneById(z, out _))
                .WithMessage("There is no such time zone. Give one such as Europe/Berlin.");
            RuleFor(c => c.Week).NotEmpty().WithMessage("Open at least once a week, or nothing ever counts.");
            RuleFor(c => c.Week).Must(w => w.Count <= 70).WithMessage("At most ten openings a day.");
            RuleFor(c => c.Holidays).Must(h => h.Count <= 1_000).WithMessage("At most 1,000 holidays.");
        }
    }

    public async Task<Result<int>> RunAsync(Command command, CancellationToken ct)
    {
        var (policies, calendars) = (new PolicyValidator(), new CalendarValidator());
        var wrong = new ValidationResult(
        [
            new BookValidator().Validate(command),
            .. command.Policies.Select(policies.Validate),
            .. command.Calendars.Select(calendars.Validate),
        ]);
        if (!wrong.IsValid)
        {
            return Result<int>.From(wrong);
        }

        return await db.InTransactionAsync<Result<int>>(async tx =>
        {
            var newest = await SlaBooks.NewestAsync(tx, ct);
            if (newest.Version != command.Version)
            {
                return new Result<int>.Conflict("Somebody changed the promises meanwhile. Look at them again as they are now.");
            }

            var next = newest.Version + 1;
            await tx.ExecuteAsync(SlaBooks.Insert, new
            {
                Version = next,
                Now = clock.Now(),
                PoliciesJson = Json.Write(command.Policies),
                CalendarsJson = Json.Write(command.Calendars),
                Change = Fit.Shorten(command.Change, 400),
                command.By,
                command.ById,
            }, ct);
            return next;
        }, ct);
    }
}
