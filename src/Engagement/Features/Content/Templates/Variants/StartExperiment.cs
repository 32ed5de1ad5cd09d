using Engagement.Data;
using FluentValidation;

namespace Engagement.Features.Content.Templates.Variants;

/// <summary>Begins to try other words against the published ones.</summary>
internal sealed class StartExperiment(Db db, TemplateEngine engine, TimeProvider clock)
{
    public const int MostVariants = 4;

    private static readonly string[] Letters = ["B", "C", "D"];

    private readonly Validator _rules = new(engine);

    /// <param name="Others">The other words, each with its share of the posts in percent; the published ones, A, get the rest.</param>
    /// <param name="PostsPerVariant">The stop rule.</param>
    internal sealed record Command(Guid TemplateId, string? Question, IReadOnlyList<OtherWords> Others, int PostsPerVariant, string By);

    internal sealed record OtherWords(string? Body, int Share);

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator(TemplateEngine engine)
        {
            RuleFor(c => c.Question).NotEmpty()
                .WithMessage("Say what you want to know, e.g. does a question draw more readers than a statement?").MaximumLength(500);
            RuleFor(c => c.PostsPerVariant).InclusiveBetween(5, 500)
                .WithMessage("From 5 to 500 posts for each variant; fewer say nothing.");
            RuleFor(c => c.Others).Must(others => others.Count is >= 1 and < MostVariants).WithMessage("One to three other texts.");
            RuleFor(c => c.Others).Must(others => others.Sum(o => o.Share) < 100)
                .WithMessage("The published words need a share too: the others have together less than 100 percent.");
            RuleForEach(c => c.Others).ChildRules(other =>
            {
                other.RuleFor(o => o.Share).InclusiveBetween(1, 99).WithMessage("From 1 to 99 percent.");
                other.RuleFor(o => o.Body).NotEmpty().WithMessage("Write the other words.").Custom((body, context) =>
                {
                    foreach (var fault in body is { Length: > 0 } ? engine.Faults(body, TemplateKinds.Post) : [])
                    {
                        context.AddFailure(fault.ToString());
                    }
                });
            });
        }
    }

    public async Task<Result<Guid>> RunAsync(Command command, CancellationToken ct)
    {
        if (_rules.Validate(command) is { IsValid: false } findings)
        {
            return Result<Guid>.From(findings);
        }

        return await db.DecideAsync<Guid>(async tx =>
        {
            if (await tx.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = command.TemplateId }, ct)
                is not { Version: > 0, Kind: "post" } template)
            {
                return new Result<Guid>.Missing("There is no such published template of posts.");
            }

            if (await tx.OneAsync<Experiment>(VariantSql.Running, new { command.TemplateId }, ct) is not null)
            {
                return new Result<Guid>.Conflict("One is running already. End it first: two at once would say nothing about either.");
            }

            if (command.Others.Select(o => o.Body!.ReplaceLineEndings("\n").TrimEnd())
                .Append(template.Body.TrimEnd()).GroupBy(b => b, StringComparer.Ordinal).Any(g => g.Count() > 1))
            {
                return Result<Guid>.Wrong(nameof(command.Others), "Two of the texts are the same.");
            }

            var now = clock.Now();
            var id = Ids.New(now);
            await tx.ExecuteAsync(VariantSql.Insert,
                new { Id = id, command.TemplateId, Question = command.Question!.Trim(),
                    command.PostsPerVariant, StartedAt = now, StartedBy = command.By }, ct);
            Variant[] variants =
            [
                new() { Letter = "A", Share = 100 - command.Others.Sum(o => o.Share),
                    Language = template.Language, Body = template.Body, TextsJson = template.TextsJson },

                // In one language: readers of another would be told by the translation, not by the words.
                .. command.Others.Index().Select(o => new Variant { Letter = Letters[o.Index], Share = o.Item.Share,
                    Language = template.Language, Body = o.Item.Body!.ReplaceLineEndings("\n") }),
            ];
            foreach (var variant in variants)
            {
                await tx.ExecuteAsync(VariantSql.InsertVariant, variant with { ExperimentId = id }, ct);
            }

            return id;
        }, ct);
    }
}

/// <summary>Ends an experiment, and publishes a variant's words where one was chosen.</summary>
internal sealed class EndExperiment(Db db, SaveTemplate save, TimeProvider clock)
{
    private static readonly Validator Rules = new();

    /// <param name="Letter">Whose words are published from now on; A or null: the published ones stay.</param>
    /// <param name="Outcome">What was decided and why, kept with the experiment and the version.</param>
    internal sealed record Command(
        Guid TemplateId, Guid ExperimentId, string? Letter, int SeenVersion, string? Outcome, string? Reason, string By);

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Outcome).NotEmpty().WithMessage("Say what you decided, and why.").MaximumLength(900);
    }

    public async Task<Result<Guid>> RunAsync(Command command, CancellationToken ct)
    {
        if (Rules.Validate(command) is { IsValid: false } findings)
        {
            return Result<Guid>.From(findings);
        }

        if (await db.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = command.TemplateId }, ct) is not { } template
            || await db.OneAsync<Experiment>(VariantSql.Running, new { command.TemplateId }, ct) is not { } running
            || running.Id != command.ExperimentId)
        {
            return new Result<Guid>.Conflict("It has ended already.");
        }

        var variants = await db.QueryAsync<Variant>(VariantSql.Variants, new { Id = command.ExperimentId }, ct);
        if (command.Letter is { Length: > 0 } letter && letter != "A")
        {
            if (variants.FirstOrDefault(v => v.Letter == letter) is not { } winner)
            {
                return Result<Guid>.Wrong(nameof(command.Letter), "There is no such variant.");
            }

            // Published first: if that is refused, the experiment goes on.
            var published = await save.RunAsync(
                new(template.Id, command.SeenVersion, template.Name, template.Kind, template.LengthClass, template.Description,
                    template.Texts with { Body = winner.Body },
                    $"Variant {letter}: {command.Outcome!.Trim()}", command.Reason, command.By), ct);
            if (published is not Result<Guid>.Done)
            {
                return published;
            }
        }

        await db.ExecuteAsync(
            VariantSql.End, new { Id = command.ExperimentId, Now = clock.Now(), command.By, Outcome = command.Outcome!.Trim() }, ct);
        return command.ExperimentId;
    }
}
