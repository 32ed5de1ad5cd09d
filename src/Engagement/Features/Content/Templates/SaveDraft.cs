using Engagement.Data;
using FluentValidation;

namespace Engagement.Features.Content.Templates;

/// <summary>Words that are being worked on. Nobody is offered them before they are published; a template has at most one draft.</summary>
internal sealed record TemplateDraft
{
    public Guid TemplateId { get; init; }

    /// <summary>The published version it began with; 0: none yet.</summary>
    public int BaseVersion { get; init; }

    public string Name { get; init; } = "";

    public string Description { get; init; } = "";

    public string Language { get; init; } = TemplateTexts.UsualLanguage;

    public string Body { get; init; } = "";

    public string? TextsJson { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public string UpdatedBy { get; init; } = "";

    public TemplateTexts Texts => TemplateTexts.Of(Language, Body, TextsJson);
}

internal static class DraftSql
{
    public static readonly Sql Read = Sql.Portable("""
        select TemplateId, BaseVersion, Name, Description, Language, Body, TextsJson, UpdatedAt, UpdatedBy from TemplateDrafts
        where TemplateId = @TemplateId
        """);

    public static readonly Sql Templates = Sql.Portable("select TemplateId from TemplateDrafts");

    public static readonly Sql Remove = Sql.Portable("delete from TemplateDrafts where TemplateId = @TemplateId");

    public static readonly Sql Insert = Sql.Portable(
        """
        insert into TemplateDrafts (TemplateId, BaseVersion, Name, Description, Language, Body, TextsJson, UpdatedAt, UpdatedBy)
        values (@TemplateId, @BaseVersion, @Name, @Description, @Language, @Body, @TextsJson, @Now, @By)
        """);
}

/// <summary>
/// Keeps a draft as it is, even with mistakes in it: it goes nowhere. A template that has never been published is made with it.
/// </summary>
internal sealed class SaveDraft(Db db, TimeProvider clock)
{
    private static readonly Validator Rules = new();

    private static readonly Sql RemoveRuns = Sql.Portable("""
        delete from WorstRuns where TemplateId = @TemplateId and exists (select 1 from Templates where Id = @TemplateId and State = 'Draft')
        """);

    private static readonly Sql RemoveTemplate = Sql.Portable("delete from Templates where Id = @TemplateId and State = 'Draft'");

    /// <param name="Id">Null: a new template.</param>
    /// <param name="SeenAt">When the draft the writer started from was kept; null: there was none. Another meanwhile is a conflict.</param>
    internal sealed record Command(
        Guid? Id, int Version, DateTimeOffset? SeenAt, string Name, string Kind,
        string LengthClass, string Description, TemplateTexts Texts, string By);

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Name).NotEmpty().WithMessage("Give it a name, as lists will show it.").MaximumLength(200);
            RuleFor(c => c.Kind).Must(TemplateKinds.Has).WithMessage("Choose what it is for.");
            RuleFor(c => c.LengthClass).Must(length => length is "short" or "long").WithMessage("short or long.");
            RuleFor(c => c.Description).MaximumLength(1000);
            RuleFor(c => c.Texts.Body).MaximumLength(TemplateEngine.MaxBody);
        }
    }

    public async Task<Result<Guid>> RunAsync(Command command, CancellationToken ct)
    {
        if (Rules.Validate(command) is { IsValid: false } findings)
        {
            return Result<Guid>.From(findings);
        }

        return await db.DecideAsync<Guid>(async tx =>
        {
            var now = clock.Now();
            var id = command.Id ?? Ids.New(now);
            var known = command.Id is null ? null : await tx.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = id }, ct);
            if (command.Id is not null && known is null)
            {
                return new Result<Guid>.Missing("There is no such template.");
            }

            if ((await tx.OneAsync<TemplateDraft>(DraftSql.Read, new { TemplateId = id }, ct))?.UpdatedAt != command.SeenAt)
            {
                return new Result<Guid>.Conflict(
                    "Somebody kept another draft meanwhile. Your words are below; open the template in another tab and compare.");
            }

            if (known is null)
            {
                await tx.ExecuteAsync(TemplateSql.Insert, new
                {
                    Id = id,
                    Name = command.Name.Trim(),
                    ShippedName = (string?)null,
                    FileName = (string?)null,
                    SampleJson = (string?)null,
                    command.Kind,
                    command.LengthClass,
                    Description = command.Description.Trim(),
                    State = "Draft",
                    Number = 0,
                    Now = now,
                }, ct);
            }

            await tx.ExecuteAsync(DraftSql.Remove, new { TemplateId = id }, ct);
            await tx.ExecuteAsync(DraftSql.Insert, new
            {
                TemplateId = id,
                BaseVersion = command.Version,
                Name = command.Name.Trim(),
                Description = command.Description.Trim(),
                command.Texts.Language,
                command.Texts.Body,
                TextsJson = command.Texts.OthersJson,
                Now = now,
                command.By,
            }, ct);
            return id;
        }, ct);
    }

    /// <summary>Throws a draft away, and with it a template that was never anything else.</summary>
    public Task DiscardAsync(Guid id, CancellationToken ct) => db.InTransactionAsync(async tx =>
    {
        await tx.ExecuteAsync(DraftSql.Remove, new { TemplateId = id }, ct);
        await tx.ExecuteAsync(RemoveRuns, new { TemplateId = id }, ct);
        await tx.ExecuteAsync(RemoveTemplate, new { TemplateId = id }, ct);
    }, ct);
}
