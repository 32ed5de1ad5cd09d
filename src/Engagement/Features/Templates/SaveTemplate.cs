using Engagement.Data;
using FluentValidation;

namespace Engagement.Features.Templates;

/// <summary>Publishes a new version of a template, or makes a template. Older versions stay; posts keep the one they were made with.</summary>
internal sealed class SaveTemplate(Db db, TemplateEngine engine, TimeProvider clock)
{
    private readonly Validator _rules = new(engine);

    /// <param name="Id">Null: a new one.</param>
    /// <param name="Version">The version the writer started from; another meanwhile is a conflict.</param>
    internal sealed record Command(Guid? Id, int Version, string Name, string Kind, string LengthClass, string Description, string Body, string Note, string By);

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator(TemplateEngine engine)
        {
            RuleFor(c => c.Name).NotEmpty().WithMessage("Give it a name, as lists will show it.").MaximumLength(200);
            RuleFor(c => c.Kind).Must(TemplateKinds.Has).WithMessage("Choose what it is for.");
            RuleFor(c => c.LengthClass).Must(length => length is "short" or "long").WithMessage("short or long.");
            RuleFor(c => c.Description).MaximumLength(1000);
            RuleFor(c => c.Note).NotEmpty().WithMessage("Say in a few words what changed and why.").MaximumLength(1000);
            RuleFor(c => c.Body).NotEmpty().WithMessage("A template needs words.").Custom((body, context) =>
            {
                if (body is { Length: > 0 } && engine.Check(body) is { } error)
                {
                    context.AddFailure(error.ToString());
                }
            });
        }
    }

    public async Task<Answer<Guid>> RunAsync(Command command, CancellationToken ct)
    {
        if (_rules.Validate(command) is { IsValid: false } findings)
        {
            return Answer<Guid>.From(findings);
        }

        return await db.InTransactionAsync<Answer<Guid>>(async tx =>
        {
            var id = command.Id ?? Ids.New(clock);
            var number = command.Id is null ? 1 : command.Version + 1;
            var row = new
            {
                Id = id,
                Name = command.Name.Trim(),
                ShippedName = (string?)null,
                command.Kind,
                command.LengthClass,
                Description = command.Description.Trim(),
                command.Version,
                Number = number,
                Body = command.Body.ReplaceLineEndings("\n"),
                Note = command.Note.Trim(),
                IsShipped = false,
                command.By,
                Now = clock.Now(),
            };
            if (command.Id is null)
            {
                await tx.ExecuteAsync(TemplateSql.Insert, row, ct);
            }
            else if (await tx.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = id }, ct) is null)
            {
                return new Answer<Guid>.Missing("There is no such template.");
            }
            else if (await tx.ExecuteAsync(TemplateSql.Publish, row, ct) == 0)
            {
                return new Answer<Guid>.Conflict("Somebody published another version meanwhile. Your words are kept below; compare before you publish.");
            }

            await tx.ExecuteAsync(TemplateSql.InsertVersion, row, ct);
            return id;
        }, ct);
    }
}
