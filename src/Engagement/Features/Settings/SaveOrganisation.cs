using Engagement.Data;
using FluentValidation;

namespace Engagement.Features.Settings;

/// <summary>Sets the organisation's name, which templates know as <c>organisation</c>. Posts already scheduled keep their words.</summary>
internal sealed class SaveOrganisation(Db db, TimeProvider clock)
{
    private static readonly Validator Rules = new();

    internal sealed record Command(string? Organisation, string By);

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Organisation).MaximumLength(100).WithMessage("At most 100 characters: it has to fit into posts.");
            RuleFor(c => c.Organisation).Must(name => name is null || !name.Any(char.IsControl)).WithMessage("One line, please.");
        }
    }

    public async Task<Answer<string>> RunAsync(Command command, CancellationToken ct)
    {
        if (Rules.Validate(command) is { IsValid: false } findings)
        {
            return Answer<string>.From(findings);
        }

        var name = command.Organisation?.Trim() ?? "";
        await db.InTransactionAsync(tx => AppSettings.SetAsync(tx, AppSettings.Organisation, name, clock.Now(), command.By, ct), ct);
        return name;
    }
}
