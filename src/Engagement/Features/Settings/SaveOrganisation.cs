using Engagement.Common.Settings;
using Engagement.Data;
using Engagement.Features.Content.Templates;
using Engagement.Features.Content.Templates.Functions;
using FluentValidation;

namespace Engagement.Features.Settings;

/// <summary>Sets how we present ourselves, which templates know as <c>brand</c>. Posts already scheduled keep their words.</summary>
internal sealed class SaveOrganisation(Db db, TimeProvider clock)
{
    private static readonly Validator Rules = new();

    internal sealed record Command(string? Organisation, string By)
    {
        public string? Website { get; init; }

        public string? Hashtag { get; init; }

        public string? Signature { get; init; }

        public string? Hours { get; init; }
    }

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Organisation).MaximumLength(100).WithMessage("At most 100 characters: it has to fit into posts.");
            RuleFor(c => c.Organisation).Must(OneLine).WithMessage("One line, please.");
            RuleFor(c => c.Website).MaximumLength(200).Must(site => string.IsNullOrWhiteSpace(site)
                || (Uri.TryCreate(site.Trim(), UriKind.Absolute, out var address) && address.Scheme is "https" or "http"))
                .WithMessage("A whole address, such as https://help.example.com.");
            RuleFor(c => c.Hashtag).MaximumLength(100)
                .Must(tag => string.IsNullOrWhiteSpace(tag) || HashtagWords.IsHashtag(tag.Trim().TrimStart('#')))
                .WithMessage("One hashtag of letters, digits and underscores, with at least one letter and at most 64 characters.");
            RuleFor(c => c.Signature).MaximumLength(500);
            RuleFor(c => c.Hours).MaximumLength(100).Must(OneLine).WithMessage("One line, please.");
        }

        private static bool OneLine(string? text) => text is null || !text.Any(char.IsControl);
    }

    public async Task<Result<string>> RunAsync(Command command, CancellationToken ct)
    {
        if (Rules.Validate(command) is { IsValid: false } findings)
        {
            return Result<string>.From(findings);
        }

        var name = command.Organisation?.Trim() ?? "";
        var hashtag = command.Hashtag?.Trim().TrimStart('#') ?? "";
        (string Name, string Value)[] values =
        [
            (AppSettings.Organisation, name),
            (Brand.WebsiteName, command.Website?.Trim() ?? ""),
            (Brand.HashtagName, hashtag.Length == 0 ? "" : $"#{hashtag}"),
            (Brand.SignatureName, command.Signature?.ReplaceLineEndings("\n").Trim() ?? ""),
            (Brand.HoursName, command.Hours?.Trim() ?? ""),
        ];
        await db.InTransactionAsync(async tx =>
        {
            foreach (var (setting, value) in values)
            {
                await AppSettings.SetAsync(tx, setting, value, clock.Now(), command.By, ct);
            }
        }, ct);
        return name;
    }
}
