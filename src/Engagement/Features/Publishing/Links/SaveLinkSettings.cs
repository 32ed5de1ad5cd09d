using System.Globalization;
using Engagement.Common.Links;
using Engagement.Common.Settings;
using Engagement.Data;
using FluentValidation;

namespace Engagement.Features.Publishing.Links;

/// <summary>Sets where short links start and how visits are counted. Posts already made keep their links.</summary>
internal sealed class SaveLinkSettings(Db db, TimeProvider clock)
{
    private static readonly Validator Rules = new();

    /// <param name="Address">Empty: no short links.</param>
    /// <param name="Campaign">Empty: each post is its own.</param>
    /// <param name="BotRanges">One a line.</param>
    internal sealed record Command(string? Address, string? Campaign, string? BotRanges, int? KeepDays, string By);

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Address).Must(a => string.IsNullOrWhiteSpace(a) || ShortAddress.Parse(a) is not null)
                .WithMessage(ShortAddress.Wanted);
            RuleFor(c => c.Campaign).MaximumLength(UtmTags.MostCampaign).WithMessage($"At most {UtmTags.MostCampaign} characters.")
                .Must(c => c is null || !c.Any(char.IsControl)).WithMessage("One line, please.");
            RuleFor(c => c.BotRanges).MaximumLength(20_000).WithMessage("At most 20,000 characters.")
                .Must((_, text, context) =>
                {
                    var wrong = LinkSettings.Ranges(text).FirstOrDefault(r => r.Network is null).Line;
                    context.MessageFormatter.AppendArgument("Wrong", Fit.Shorten(wrong, 60));
                    return wrong is null;
                }).WithMessage("‘{Wrong}’ is no network. Write it as 203.0.113.0/24 or 2001:db8::/32, one a line.");
            RuleFor(c => c.KeepDays).NotNull().WithMessage("Give a number of days.")
                .InclusiveBetween(1, 3650).WithMessage("Between 1 and 3650 days.");
        }
    }

    public async Task<Result<LinkSettings>> RunAsync(Command command, CancellationToken ct)
    {
        if (Rules.Validate(command) is { IsValid: false } findings)
        {
            return Result<LinkSettings>.From(findings);
        }

        await db.InTransactionAsync(async tx =>
        {
            var now = clock.Now();
            await AppSettings.SetAsync(tx, LinkSettings.AddressName, ShortAddress.Parse(command.Address)?.Start ?? "", now, command.By, ct);
            await AppSettings.SetAsync(tx, LinkSettings.CampaignName, command.Campaign?.Trim() ?? "", now, command.By, ct);
            await AppSettings.SetAsync(tx, LinkSettings.RangesName,
                string.Join('\n', LinkSettings.Ranges(command.BotRanges).Select(r => r.Line)), now, command.By, ct);
            await AppSettings.SetAsync(tx, LinkSettings.KeepDaysName,
                command.KeepDays!.Value.ToString(CultureInfo.InvariantCulture), now, command.By, ct);
        }, ct);
        return await LinkSettings.ReadAsync(db, ct);
    }
}
