using Engagement.Data;
using Engagement.Features.Content.Templates.Proofs;
using FluentValidation;

namespace Engagement.Features.Content.Templates;

/// <summary>
/// Publishes a new version of a template, or makes a template. Older versions stay; posts keep the one they were made with. Words that fail
/// a proof are published only with a reason, which stays with the version.
/// </summary>
internal sealed class SaveTemplate(Db db, TemplateEngine engine, RunTemplateTests proofs, TimeProvider clock)
{
    private readonly Validator _rules = new(engine);

    /// <param name="Id">Null: a new one.</param>
    /// <param name="Version">The version the writer started from; another meanwhile is a conflict.</param>
    /// <param name="Reason">Why it is right although proofs fail.</param>
    internal sealed record Command(
        Guid? Id, int Version, string Name, string Kind, string LengthClass,
        string Description, TemplateTexts Texts, string Note, string? Reason, string By)
    {
        /// <summary>In files; null: by its name.</summary>
        public string? FileName { get; init; }

        public string? SampleJson { get; init; }

        public bool IsShipped { get; init; }
    }

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator(TemplateEngine engine)
        {
            RuleFor(c => c.Name).NotEmpty().WithMessage("Give it a name, as lists will show it.").MaximumLength(200);
            RuleFor(c => c.Kind).Must(TemplateKinds.Has).WithMessage("Choose what it is for.");
            RuleFor(c => c.LengthClass).Must(length => length is "short" or "long").WithMessage("short or long.");
            RuleFor(c => c.Description).MaximumLength(1000);
            RuleFor(c => c.Note).NotEmpty().WithMessage("Say in a few words what changed and why.").MaximumLength(1000);
            RuleFor(c => c.Reason).MaximumLength(1000);
            RuleFor(c => c.Texts).SetValidator(c => new TemplateTexts.Validator(engine, c.Kind));
        }
    }

    public async Task<Result<Guid>> RunAsync(Command command, CancellationToken ct)
    {
        if (_rules.Validate(command) is { IsValid: false } findings)
        {
            return Result<Guid>.From(findings);
        }

        var failed = command.Id is { } known
            ? (await proofs.RunAsync(known, command.Kind, command.Texts, ct)).Where(p => !p.Holds).ToList()
            : [];
        if (failed.Count > 0 && string.IsNullOrWhiteSpace(command.Reason))
        {
            var names = string.Join(", ", failed.Take(3).Select(f => $"{f.Proof.Name} on {f.Proof.Network}"));
            return Result<Guid>.Wrong(nameof(command.Reason), $"{failed.Count} {(failed.Count == 1 ? "proof fails" : "proofs fail")}: "
                + $"{names}. Mend the words, or say why they are right all the same.");
        }

        return await db.DecideAsync<Guid>(async tx =>
        {
            var id = command.Id ?? Ids.New(clock);
            var row = new
            {
                Id = id,
                Name = command.Name.Trim(),
                ShippedName = (string?)null,
                command.FileName,
                command.SampleJson,
                command.Kind,
                command.LengthClass,
                Description = command.Description.Trim(),
                State = "Active",
                command.Version,
                Number = command.Id is null ? 1 : command.Version + 1,
                command.Texts.Body,
                command.Texts.Language,
                TextsJson = command.Texts.OthersJson,
                Note = command.Note.Trim(),
                Reason = failed.Count == 0 ? null : command.Reason!.Trim(),
                command.IsShipped,
                command.By,
                Now = clock.Now(),
            };
            if (command.Id is null)
            {
                await tx.ExecuteAsync(TemplateSql.Insert, row, ct);
            }
            else if (await tx.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = id }, ct) is null)
            {
                return new Result<Guid>.Missing("There is no such template.");
            }
            else if (await tx.ExecuteAsync(TemplateSql.Publish, row, ct) == 0)
            {
                return new Result<Guid>.Conflict(
                    "Somebody published another version meanwhile. Your words are kept below; compare before you publish.");
            }

            await tx.ExecuteAsync(TemplateSql.InsertVersion, row, ct);
            await tx.ExecuteAsync(DraftSql.Remove, new { TemplateId = id }, ct);
            return id;
        }, ct);
    }
}
