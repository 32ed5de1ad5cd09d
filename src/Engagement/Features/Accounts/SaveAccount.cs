using System.Collections.Immutable;
using System.Globalization;
using Engagement.Channels;
using Engagement.Common.Text;
using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Accounts.Limits;
using FluentValidation;

namespace Engagement.Features.Accounts;

/// <summary>
/// What a person sets for an account: its name with us, its network's own numbers, who comes first when calls are scarce, what a month may
/// cost. A budget that was raised sets free what was held for want of it.
/// </summary>
internal sealed class SaveAccount(Db db, ChannelCatalog channels, Prices prices, DomainEvents events, TimeProvider clock)
{
    private static readonly Validator Rules = new();

    private static readonly Sql Update = Sql.Portable(
        """
        update Accounts set Name = @Name, SettingsJson = @SettingsJson, FirstInLine = @FirstInLine, MonthlyBudget = @MonthlyBudget,
            ListeningShare = @ListeningShare, Streaming = @Streaming, Language = @Language, UpdatedAt = @Now
        where Id = @Id
        """);

    // What rested until next month for want of money looks again.
    private static readonly Sql HearAgain = Sql.Portable("""
        update Accounts set NextListenAt = @Now, ListenFailures = 0, ListenPasses = 0, ListenRestUntil = null, ListenLastError = null
        where Id = @Id and State = 'Active'
        """);

    /// <param name="MonthlyBudget">In the network's currency; null: no limit.</param>
    /// <param name="ListeningShare">Percent of it that posts may not use up.</param>
    /// <param name="Language">What it speaks; empty: each article's own language.</param>
    /// <param name="Settings">By <see cref="AccountSetting.Name"/>, as typed; empty: the network's default.</param>
    internal sealed record Command(
        Guid Id, string? Name, Direction FirstInLine, decimal? MonthlyBudget, int ListeningShare,
        bool Streaming, IReadOnlyDictionary<string, string?> Settings, string By, string? Language = null);

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Name).NotEmpty().WithMessage("Give it a name.").MaximumLength(200);
            RuleFor(c => c.Language!).Matches(LanguageTag.Shape()).WithMessage("A language such as en or de-AT.")
                .When(c => !string.IsNullOrWhiteSpace(c.Language));
            RuleFor(c => c.FirstInLine).IsInEnum();
            RuleFor(c => c.MonthlyBudget).InclusiveBetween(0, 1_000_000).WithMessage("Between 0 and 1,000,000, or empty for no limit.")
                .PrecisionScale(9, 2, ignoreTrailingZeros: true).WithMessage("At most two places after the point.");
            RuleFor(c => c.ListeningShare).InclusiveBetween(0, 100).WithMessage("Between 0 and 100 percent.");
        }
    }

    /// <returns>How many held deliveries are scheduled again.</returns>
    public async Task<Result<int>> RunAsync(Command command, CancellationToken ct)
    {
        if (await db.OneAsync<AccountRow>(AccountSql.Read, new { command.Id }, ct) is not { } account)
        {
            return new Result<int>.Missing("There is no such account.");
        }

        if (account.State == AccountState.Removed)
        {
            return new Result<int>.Conflict($"{account.Name} was removed. Connect it again to change it.");
        }

        var (settings, errors) = Read(command, account);
        errors.AddRange(Rules.Validate(command).Errors.Select(e => new FieldError(e.PropertyName, e.ErrorMessage)));
        if (errors.Count > 0)
        {
            return new Result<int>.Invalid(errors);
        }

        var budget = command.MonthlyBudget is { } amount && prices.Of(account.Network) is { } costs
            ? new Money(costs.Currency, amount).Micros : (long?)null;
        return await db.InTransactionAsync<Result<int>>(async tx =>
        {
            await tx.ExecuteAsync(Update, new
            {
                command.Id,
                Name = command.Name!.Trim(),
                SettingsJson = Json.Write(settings),
                FirstInLine = command.FirstInLine.ToString(),
                MonthlyBudget = budget,
                command.ListeningShare,
                command.Streaming,
                Language = string.IsNullOrWhiteSpace(command.Language) ? null : command.Language.Trim(),
                Now = clock.Now(),
            }, ct);
            if ((budget, command.ListeningShare) == (account.MonthlyBudget, account.ListeningShare) || account.State != AccountState.Active)
            {
                return 0;
            }

            await tx.ExecuteAsync(HearAgain, new { command.Id, Now = clock.Now() }, ct);
            return await AccountUsable.RaiseAsync(events, tx, command.Id, "The budget was changed.", command.By, ct);
        }, ct);
    }

    private (ImmutableDictionary<string, string> Settings, List<FieldError> Errors) Read(Command command, AccountRow account)
    {
        var settings = Json.Read<ImmutableDictionary<string, string>>(account.SettingsJson);
        var errors = new List<FieldError>();
        foreach (var setting in channels.Find(account.Network)?.Facts.Settings ?? [])
        {
            var typed = command.Settings.GetValueOrDefault(setting.Name);
            if (string.IsNullOrWhiteSpace(typed))
            {
                settings = settings.Remove(setting.Name);
            }
            else if (int.TryParse(typed.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= setting.Least && number <= setting.Most)
            {
                settings = settings.SetItem(setting.Name, number.ToString(CultureInfo.InvariantCulture));
            }
            else
            {
                errors.Add(new($"{nameof(command.Settings)}[{setting.Name}]",
                    $"{setting.Label}: a whole number from {setting.Least} to {setting.Most}."));
            }
        }

        foreach (var choice in channels.Find(account.Network)?.Facts.Choices ?? [])
        {
            // A client that does not know of it leaves it as it is.
            if (command.Settings.GetValueOrDefault(choice.Name) is not { Length: > 0 } chosen)
            {
                continue;
            }

            if (choice.Options.Any(o => o.Value == chosen))
            {
                settings = settings.SetItem(choice.Name, chosen);
            }
            else
            {
                errors.Add(new($"{nameof(command.Settings)}[{choice.Name}]",
                    $"{choice.Label}: one of {string.Join(", ", choice.Options.Select(o => o.Value))}."));
            }
        }

        return (settings, errors);
    }
}
