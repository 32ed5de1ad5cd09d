using System.Text.Json.Serialization;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Posts.Images;
using FluentValidation;

namespace Engagement.Features.Publishing.Posts;

/// <summary>What is asked for, and what is answered.</summary>
internal sealed partial class CreatePost
{
    /// <param name="Text">Words for every account; null: the template's.</param>
    /// <param name="Accounts">For whom, with words of their own or null.</param>
    /// <param name="DueAt">A local time in <paramref name="TimeZone"/>, or a moment with its offset; ignored with
    /// <paramref name="Now"/>.</param>
    /// <param name="Images">Up to four, kept before; each with its description.</param>
    /// <param name="Thread">Words that are too long go out as a chain of numbered parts.</param>
    /// <param name="Draft">It is kept, and handed in later; otherwise it is scheduled, or waits for approval where posts need it.</param>
    /// <param name="Late">What becomes of it when its time passes; null: as the desk is set up.</param>
    /// <param name="PostId">The id it shall have, chosen where its words were first shown: what goes by it comes out the same again, and a
    /// form that is sent twice makes one post.</param>
    /// <param name="DespiteGuards">A person was told what the guards say and wants it out all the same.</param>
    /// <param name="DespiteMarks">The article's text still holds marks of its site maker; a person read it and wants it posted.</param>
    /// <param name="SeriesId">The series that makes it; null: somebody does.</param>
    /// <param name="IdempotencyKey">The caller's name for this request; the same key and body answer with the same post.</param>
    /// <param name="Language">BCP 47 tag of words written by hand; null: as the template's text or the article.</param>
    /// <param name="ContentWarning">Shown before the words on networks that have such a thing.</param>
    internal sealed record Command(
        Guid? ArticleId,
        string? ExternalId,
        Guid? TemplateId,
        string? Text,
        IReadOnlyList<AccountWords> Accounts,
        bool Now,
        string? DueAt,
        string? TimeZone,
        string? IdempotencyKey,
        string By,
        Guid? ById,
        IReadOnlyList<PostImage>? Images = null,
        bool Thread = false,
        bool Draft = false,
        LatePolicy? Late = null,
        Guid? PostId = null,
        string? Language = null,
        string? ContentWarning = null,
        bool DespiteGuards = false,
        Guid? SeriesId = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool DespiteMarks = false);

    internal sealed record AccountWords(Guid AccountId, string? Text = null);

    /// <param name="Id">Of a picture we have (<see cref="SaveImage"/>).</param>
    /// <param name="AltText">What it shows, for people who do not see it.</param>
    internal sealed record PostImage(Guid Id, string? AltText);

    /// <param name="Note">What was done about a clock change, if one was in the way.</param>
    internal sealed record Created(Guid PostId, DateTimeOffset DueAt, string? Note, bool IsNew);

    private sealed class Validator : AbstractValidator<Command>
    {
        private const string Tag = "Give a language's tag, such as en or de-CH.";

        public Validator()
        {
            RuleFor(c => c.ArticleId).Must((c, _) => c.ArticleId is not null || !string.IsNullOrWhiteSpace(c.ExternalId))
                .WithMessage("Choose the article the post is about.");
            RuleFor(c => c.TemplateId).Must((c, _) => c.TemplateId is not null || !string.IsNullOrWhiteSpace(c.Text)
                || c.Accounts is { Count: > 0 } && c.Accounts.All(a => !string.IsNullOrWhiteSpace(a.Text)))
                .WithMessage("Choose a template, or write the words.");
            RuleFor(c => c.Accounts).NotEmpty().WithMessage("Choose at least one account.")
                .Must(accounts => accounts is null || accounts.DistinctBy(a => a.AccountId).Count() == accounts.Count)
                .WithMessage("An account is named twice.");
            RuleFor(c => c.DueAt).Must((c, due) => c.Now || !string.IsNullOrWhiteSpace(due)).WithMessage(c => c.Draft
                ? "A draft has a time too: when it is meant to go out once it is handed in."
                : "Choose a time, or now.");
            RuleFor(c => c.DueAt).Must((c, due) => !c.Now || string.IsNullOrWhiteSpace(due)).WithMessage("Either a time or now, not both.");
            RuleFor(c => c.Draft).Must((c, draft) => !draft || !c.Now).WithMessage("A draft does not go out now.");
            RuleFor(c => c.TimeZone).Must(zone => string.IsNullOrWhiteSpace(zone) || TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
                .WithMessage("That is not a time zone, e.g. Europe/Berlin.");
            RuleFor(c => c.Late!).SetValidator(new LatePolicy.Validator()).When(c => c.Late is not null);
            RuleFor(c => c.IdempotencyKey).MaximumLength(200);
            RuleFor(c => c.Language).Matches(@"^\s*[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*\s*$").WithMessage(Tag)
                .MaximumLength(35).WithMessage(Tag).When(c => !string.IsNullOrWhiteSpace(c.Language));
            RuleFor(c => c.ContentWarning).MaximumLength(200);
            RuleFor(c => c.Images).Must(images => images is null or { Count: <= 4 }).WithMessage("At most four pictures.");
            RuleForEach(c => c.Images).ChildRules(image => image.RuleFor(i => i.AltText).NotEmpty()
                .WithMessage("Say what the picture shows, for people who do not see it.").MaximumLength(4000));
        }
    }
}
